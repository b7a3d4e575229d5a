#pragma once

#include <QFrame>
#include <QList>

#include <functional>

class QHBoxLayout;
class QLabel;
class QPushButton;

/// A sentence and what can be done about it: as buttons, and the same and more as a context menu. Hidden while there is
/// nothing for a button. GUI thread; owned by its parent.
class ActionBar : public QFrame
{
    Q_OBJECT

public:
    void popUp(const QPoint &globalPosition);

protected:
    /// @p run comes when the click is over, so it may change the offers.
    struct Offer {
        QString text; ///< with mnemonic
        std::function<void()> run;
        bool inBar = true; ///< false: in the menu alone
    };

    explicit ActionBar(QWidget *parent);
    /// @p subject says what they are about: the buttons, and the focus on one, stay while it, the sentence and the
    /// texts are the same.
    void setOffers(const QString &subject, const QString &sentence, const QList<Offer> &offers);
    void clear();

private:
    QString m_shown; ///< what the buttons were made for
    QLabel *m_sentence;
    QHBoxLayout *m_layout;
    QList<Offer> m_offers;
    QList<QPushButton *> m_buttons;
};
