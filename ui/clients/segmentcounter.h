#pragma once

#include "practicesettings.h"

#include <QWidget>

class QLabel;
class QPushButton;

/// Below the message: how long it is, what it costs, which character makes it dear, and what the last Send lacked. GUI
/// thread; owned by Composer.
class SegmentCounter : public QWidget
{
    Q_OBJECT

public:
    explicit SegmentCounter(QWidget *parent = nullptr);

    void setText(const QString &text, const PracticeSettings &settings);
    /// Stands before the hint until it is taken back by an empty one.
    void setComplaint(const QString &complaint);

Q_SIGNALS:
    void plainRequested(); ///< "Use plain characters"

private:
    void updateHint();

    QLabel *m_counter;
    QLabel *m_hint;
    QPushButton *m_plain;
    QString m_cause;
    QString m_complaint;
};
