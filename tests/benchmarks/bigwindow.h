#pragma once

#include "bigstore.h"
#include "person.h"

#include "common/theme.h"

#include <QApplication>
#include <QTemporaryDir>

/// The window over a copy of the big store, and somebody at it. GUI thread; owned by the benchmark, after its
/// QApplication.
class BigWindow
{
public:
    /// False when the store could not be made, copied or opened.
    bool start()
    {
        Theme::apply(*qApp, Theme::Scheme::Light);
        WindowFixture::Options options;
        options.database = BigStore::copyTo(m_folder.path());
        options.key = BigStore::key();
        if (options.database.isEmpty())
            return false;
        m_world = std::make_unique<WindowFixture>(options);
        m_person = std::make_unique<Person>(*m_world);
        return m_world->start();
    }
    WindowFixture &world() const { return *m_world; }
    Person &person() const { return *m_person; }
    QString folder() const { return m_folder.path(); } ///< deleted with this

private:
    QTemporaryDir m_folder;
    std::unique_ptr<WindowFixture> m_world;
    std::unique_ptr<Person> m_person;
};
