#include <QApplication>
#include <QWidget>

/// An empty window of the product's size: what Qt itself needs from start to paint.
int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QWidget window;
    window.resize(1280, 800);
    window.show();
    return QApplication::exec();
}
