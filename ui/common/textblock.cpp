#include "common/textblock.h"

#include <cmath>

TextBlock::TextBlock(const QString &text, const QFont &font, qreal width, Qt::Alignment alignment)
    : m_layout(QString(text).replace(u'\n', QChar::LineSeparator), font)
{
    QTextOption option(Qt::AlignLeft | Qt::AlignAbsolute); // a line's place is known only when the widest one is
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setTextDirection(Qt::LayoutDirectionAuto);
    m_layout.setTextOption(option);
    m_layout.setCacheEnabled(true);
    m_layout.beginLayout();
    qreal height = 0;
    qreal widest = 0;
    for (QTextLine line = m_layout.createLine(); line.isValid(); line = m_layout.createLine()) {
        line.setLineWidth(width);
        line.setPosition({0, height});
        height += std::ceil(line.height() * 1.12);
        widest = qMax(widest, line.naturalTextWidth());
    }
    m_layout.endLayout();
    m_size = {std::ceil(widest), height};
    const bool toTheRight = alignment.testFlag(Qt::AlignTrailing) != m_layout.text().isRightToLeft();
    for (int i = 0; toTheRight && i < m_layout.lineCount(); ++i) {
        QTextLine line = m_layout.lineAt(i);
        line.setPosition({m_size.width() - line.naturalTextWidth(), line.y()});
    }
}
