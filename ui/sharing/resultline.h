#pragma once

#include "common/errortext.h"

#include <QWidget>

class QLabel;

/// What was found or went wrong, in words beside an icon; hidden while there is nothing to say. GUI thread.
class ResultLine : public QWidget
{
    Q_OBJECT

public:
    explicit ResultLine(QWidget *parent = nullptr);
    void say(const QString &text, ErrorText::Tone tone);
    void clear() { say({}, ErrorText::Tone::Quiet); }
    QString text() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void paintIcon();
    void makeRoom() const;

    QLabel *m_icon = nullptr;
    QLabel *m_text = nullptr;
    ErrorText::Tone m_tone = ErrorText::Tone::Quiet;
};
