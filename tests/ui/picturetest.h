#pragma once

#include "common/theme.h"

#include <QApplication>
#include <QDir>
#include <QTest>
#include <QWidget>

/// Takes pictures of widgets for people to look at, in light and dark and in several sizes, into the folder
/// PRACTICELINE_SCREENSHOTS. Without that folder a test that takes pictures is skipped. GUI thread; owned by the test.
class PictureTest
{
public:
    /// @p pattern names a file: %1 is what it shows, %2 the row of test data.
    explicit PictureTest(const QString &pattern)
        : m_pattern(pattern)
    {
    }

    /// False: nobody wants pictures.
    static bool isWanted() { return !folder().isEmpty() && QDir().mkpath(folder()); }
    static constexpr auto notWanted = "PRACTICELINE_SCREENSHOTS names no folder";

    static void addColumns()
    {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<QSize>("size");
    }
    /// Dresses the program for the present row of test data.
    static void applyTheme()
    {
        QFETCH(const bool, dark);
        Theme::apply(*qApp, dark ? Theme::Scheme::Dark : Theme::Scheme::Light);
    }

    void grab(QWidget *widget, const QString &name) const
    {
        QTest::qWait(300); // pages arrive, layouts settle
        const QString file = m_pattern.arg(name, QString::fromLatin1(QTest::currentDataTag()));
        QVERIFY(widget->grab().save(QDir(folder()).filePath(file)));
    }

private:
    static QString folder() { return qEnvironmentVariable("PRACTICELINE_SCREENSHOTS"); }

    QString m_pattern;
};
