#pragma once

#include "error.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;
class ResultLine;
class SixWords;
struct UiContext;

/// One state of sharing with what may be done in it: text, then buttons. GUI thread; part of SharingSection.
class SharingPanel : public QWidget
{
    Q_OBJECT

public:
    explicit SharingPanel(UiContext &context, QWidget *parent = nullptr);

protected:
    QLabel *addText(const QString &text, bool muted);
    void addWidget(QWidget *widget);
    void addButtons(const QList<QPushButton *> &buttons);
    void leave(); ///< after a question; what goes wrong is said
    UiContext &context() const { return m_context; }
    ResultLine *m_result = nullptr; ///< added by addButtons()

private:
    UiContext &m_context;
    QVBoxLayout *m_layout = nullptr;
};

/// This computer shares with nobody.
class OffPanel : public SharingPanel
{
    Q_OBJECT

public:
    explicit OffPanel(UiContext &context, QWidget *parent = nullptr);
    /// Before anybody knows, and in the demo, there is nothing to begin.
    void update();

private:
    QPushButton *m_setUp = nullptr;
    QPushButton *m_join = nullptr;
    QPushButton *m_recover = nullptr;
    QLabel *m_why = nullptr;
};

/// It shares, but the keychain did not give the login.
class WithheldPanel : public SharingPanel
{
    Q_OBJECT

public:
    explicit WithheldPanel(UiContext &context, QWidget *parent = nullptr);
};

/// The membership has ended: what happens to what is here.
class PartedPanel : public SharingPanel
{
    Q_OBJECT

public:
    explicit PartedPanel(UiContext &context, QWidget *parent = nullptr);
    void update();

private:
    QLabel *m_ended = nullptr;
};

/// It asked to join: the words to read to the administrator.
class AskedPanel : public SharingPanel
{
    Q_OBJECT

public:
    explicit AskedPanel(UiContext &context, QWidget *parent = nullptr);
    void update();

private:
    void say(const Error &why);

    QLabel *m_practice = nullptr;
    SixWords *m_words = nullptr;
    QStringList m_shown;
};
