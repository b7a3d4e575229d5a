#pragma once

#include "common/fieldform.h"
#include "sync/practicesetup.h"

/// Where a practice's database is, and who gets in. GUI thread; part of a dialog.
class ServerForm : public FieldForm
{
    Q_OBJECT

public:
    /// What was typed. Answers with what is wrong with the server's fields, in words (empty: nothing).
    QString applyServer(SetUpRequest &request);

protected:
    using FieldForm::FieldForm;
    /// The fields; @p userHint says which user it takes.
    void addServer(const QString &heading, const QString &userHint);

private:
    QWidget *buildServer();
    QWidget *buildCertificate();
    void chooseCertificate();

    QLineEdit *m_host = nullptr;
    QLineEdit *m_port = nullptr;
    QLineEdit *m_database = nullptr;
    QLineEdit *m_user = nullptr;
    QLineEdit *m_password = nullptr;
    QLineEdit *m_certificate = nullptr;
};

/// A practice's names too. Part of SetUpPracticeDialog.
class NewPracticeForm : public ServerForm
{
    Q_OBJECT

public:
    NewPracticeForm(const QString &practiceName, const QString &ownName, QWidget *parent = nullptr);
    /// As applyServer(), for all fields.
    QString apply(SetUpRequest &request);

private:
    QLineEdit *m_practice = nullptr;
    QLineEdit *m_name = nullptr;
};
