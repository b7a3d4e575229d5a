#pragma once

#include "client.h"

#include <QWidget>

class QComboBox;

/// Which of a client's numbers is texted, with the state of each; not there while there is only one. What may be texted
/// is a matter of the number, not of the client. GUI thread; owned by VariableFields.
class NumberChoice : public QWidget
{
    Q_OBJECT

public:
    explicit NumberChoice(QWidget *parent = nullptr);

    /// Another client begins with the first number; of the same one the number stays while it is there.
    void setClient(const Client &client, const QString &region);
    PhoneNumber number() const; ///< null: the client has none
    void choose(const PhoneNumber &number);

Q_SIGNALS:
    void changed(const PhoneNumber &number); ///< by a person or by choose()

private:
    QComboBox *m_box;
    ClientId m_client;
};
