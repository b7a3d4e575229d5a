#pragma once

#include "office.h"

/// What breaks in an office, at random and for a while: computers are killed and their clocks jump, the server is
/// stopped or killed, lines are cut, and Twilio fails. Main thread.
class OfficeFaults
{
public:
    explicit OfficeFaults(Office &office)
        : m_office(office)
    {
    }
    /// Of lines and Twilio, which fail by themselves from here on.
    void begin();
    /// What was to be broken up to this step is mended, and something else may break.
    void step();
    void kill(Office::Computer &computer);
    /// From here on nothing fails; what is wrong in a computer (its clock) stays so.
    void heal();
    int kills() const { return m_kills; }
    QString report() const;

private:
    void mend(int step);
    void mendServer();
    void stopServer(bool kills);
    void jump(Office::Computer &computer);
    bool isServerUp() const { return m_serverUntil < 0; }

    Office &m_office;
    QDateTime m_serverSince; ///< in trouble
    bool m_isFrozen = false;
    int m_serverUntil = -1; ///< step
    int m_kills = 0;
    int m_outages = 0;
    int m_jumps = 0;
};
