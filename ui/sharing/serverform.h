#pragma once

#include "common/fieldform.h"
#include "sync/practicesetup.h"

/// A practice's names and where its database is. GUI thread; part of SetUpPracticeDialog.
class ServerForm : public FieldForm
{
    Q_OBJECT

public:
    ServerForm(const QString &practiceName, const QString &ownName, QWidget *parent = nullptr);
    /// What was typed. Answers with what is wrong with the server's fields, in words (empty: nothing).
    QString applyServer(SetUpRequest &request);
    /// The same for all fields.
    QString apply(SetUpRequest &request);

private:
    QWidget *buildServer();
    QWidget *buildCertificate();
    void chooseCertificate();

    QLineEdit *m_practice = nullptr;
    QLineEdit *m_name = nullptr;
    QLineEdit *m_host = nullptr;
    QLineEdit *m_port = nullptr;
    QLineEdit *m_database = nullptr;
    QLineEdit *m_user = nullptr;
    QLineEdit *m_password = nullptr;
    QLineEdit *m_certificate = nullptr;
};
