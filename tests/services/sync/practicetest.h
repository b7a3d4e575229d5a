#pragma once

#include "desktopfixture.h"
#include "support/clustertest.h"

/// Each function's practice has Ann, who administers it, and Bob of its staff.
class PracticeTest : public ClusterTest
{
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

protected:
    virtual void begin()
    {
        m_keys = std::make_shared<const PracticeCipher>(QMap<int, SecureKey>{{1, SecureKey::random()}});
        QVERIFY(migrate());
        m_ann = m_practice->addAdmin(QStringLiteral("Ann"));
        QVERIFY2(m_ann, qPrintable(m_practice->whyNot()));
        m_bob = m_practice->add(*m_ann, QStringLiteral("Bob"), QStringLiteral("staff"));
        QVERIFY2(m_bob, qPrintable(m_practice->whyNot()));
    }
    virtual void end()
    {
        m_ann.reset();
        m_bob.reset();
        m_practice.reset();
    }

    std::shared_ptr<const PracticeCipher> m_keys;
    std::unique_ptr<Person> m_ann; ///< administrator
    std::unique_ptr<Person> m_bob; ///< staff
};

/// And a computer of each, which shares.
class DesktopsTest : public PracticeTest
{
    Q_OBJECT

protected:
    void begin() override
    {
        PracticeTest::begin();
        if (QTest::currentTestFailed())
            return;
        ann = desktop(*m_ann);
        QVERIFY(ann);
        bob = desktop(*m_bob);
        QVERIFY(bob);
    }
    void end() override
    {
        ann.reset();
        bob.reset();
        PracticeTest::end();
    }
    /// Null when it does not come to share.
    std::unique_ptr<Desktop> desktop(const Person &person, const QString &path = {}) const
    {
        auto made = std::make_unique<Desktop>(*m_practice, person, m_keys, path);
        return made->start() ? std::move(made) : nullptr;
    }

    std::unique_ptr<Desktop> ann;
    std::unique_ptr<Desktop> bob;
};
