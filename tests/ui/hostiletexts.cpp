#include "hostiletexts.h"

#include <QRandomGenerator>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace
{
/// SERVER and FILE stand for what is watched.
QStringList markup()
{
    return {
        u"<b>bold</b>"_s,
        u"<h1 style='color:#ff00ff'>Heading</h1>"_s,
        u"<span style='background:#ff00ff;color:#ff00ff'>painted</span>"_s,
        u"<font color=#ff00ff size=7>large</font>"_s,
        u"<table bgcolor=#ff00ff><tr><td width=400 height=400>cell</td></tr></table>"_s,
        u"<body bgcolor='#ff00ff'>body</body>"_s,
        u"<hr><hr><hr>"_s,
        u"<img src=\"SERVER/img.png\">"_s,
        u"<img src='SERVER/img.png' width=9999 height=9999>"_s,
        u"<img src=FILE>"_s,
        u"<img src=\"file://FILE\" width=300 height=300>"_s,
        u"<img src=\"qrc:/icons/practiceline.svg\" width=300 height=300>"_s,
        u"<img src=\":/icons/practiceline.svg\">"_s,
        uR"(<img src="\\127.0.0.1\share\x.png">)"_s,
        u"<img src=\"file://127.0.0.1/share/x.png\">"_s,
        u"<img src=\"smb://127.0.0.1/share/x.png\">"_s,
        u"<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><rect fill='#ff00ff'/></svg>\">"_s,
        u"<style>*{color:#ff00ff;background:url(SERVER/style.png)}</style>styled"_s,
        u"<link rel=stylesheet href='SERVER/style.css'>linked"_s,
        u"<?xml version='1.0'?><!DOCTYPE x SYSTEM 'SERVER/x.dtd'><p>xml</p>"_s,
        u"<!DOCTYPE html><html><body background='SERVER/back.png'>page</body></html>"_s,
        u"<qt>rich <i>text</i></qt>"_s,
        u"<a href='SERVER/click'>your bank</a>"_s,
        u"<a href='javascript:alert(1)'>https://bank.example</a>"_s,
        u"<a href='file:///etc/passwd'>open me</a>"_s,
        u"<script src='SERVER/x.js'></script><iframe src='SERVER/frame'></iframe>"_s,
        u"<svg onload='x'><image href='SERVER/svg.png'/></svg>"_s,
        u"<object data='SERVER/object'></object><embed src='SERVER/embed'>"_s,
        u"<marquee>moves</marquee><blink>blinks</blink>"_s,
        u"<pre>"_s + u" pre\n"_s.repeated(20) + u"</pre>"_s,
        u"</p></div></span>closed too often"_s,
        u"<b <i <u unclosed"_s,
        u"<!-- comment --><b>behind a comment</b>"_s,
        u"&lt;b&gt;entities&lt;/b&gt; &amp; &nbsp;&#60;b&#62; &#x3c;i&#x3e;"_s,
        u"&amp;lt;img src=SERVER/twice&amp;gt;"_s,
        u"<p dir=rtl>right</p><ul><li>one<li>two</ul>"_s,
        u"<html><head><meta http-equiv=refresh content='0;url=SERVER/meta'></head></html>"_s,
        u"![picture](SERVER/md.png) **bold** _slanted_ `code` [link](SERVER/md)"_s,
        u"# Heading\n* one\n* two\n> quoted\n\n---\n| a | b |"_s,
        u"*{ background: #ff00ff; } QLabel { border-image: url(SERVER/qss.png); }"_s,
    };
}

QStringList links()
{
    return {
        u"http://plain.example/x https://portal.example/x"_s,
        u"https://bank.example@evil.example/"_s,
        u"https://bank.example%2f@evil.example/"_s,
        u"https://аpple.com/login"_s, // a Cyrillic a
        u"https://ɢoogle.com https://bаnk.exаmple.com"_s,
        u"https://xn--pple-43d.com/"_s,
        u"https://bank.example.security-check.account."_s + u"a"_s.repeated(55) + u".evil.example/login"_s,
        u"https://evil.example/?q=https://bank.example"_s,
        u"https://evil.example\\@bank.example/"_s,
        u"https://127.0.0.1/ https://[::1]/ https://2130706433/ https://0x7f.1/"_s,
        u"https://user:secret@portal.example/"_s,
        u"https://portal.example:99999/ https:// https://."_s,
        u"file:///etc/passwd file://server/share/x.exe"_s,
        uR"(\\server\share\x.exe smb://server/share nfs://server)"_s,
        u"javascript:alert(document.cookie)"_s,
        u"JaVaScRiPt:alert(1) vbscript:x data:text/html,<b>x</b>"_s,
        u"ftp://evil.example/x ssh://evil.example ms-msdt:/id x steam://run/1"_s,
        u"tel:+19005550100 sms:+19005550100?body=YES"_s,
        u"tel:*%2306%23 tel:+1900&x=1"_s,
        u"mailto:ana@ruiz.example?attach=/etc/passwd&cc=evil@evil.example&body=x"_s,
        u"https://portal.example/\u202egpj.exe"_s,
        u"https://evil.example/"_s + u"a"_s.repeated(3000),
    };
}

QStringList characters()
{
    QString controls;
    for (char16_t c = 0; c < 0xa0; c = c == 0x1f ? 0x7f : char16_t(c + 1))
        controls += QChar(c);
    QString tags = u"flag \U0001f3f4"_s;
    for (const char c : {'g', 'b', 'e', 'n', 'g', '\x7f'})
        tags += QString::fromUcs4(std::array<char32_t, 1>{char32_t(0xe0000 + c)}.data(), 1);
    QString zalgo;
    for (const QChar c : u"Zalgo comes"_s) {
        zalgo += c;
        for (char16_t mark = 0x300; mark < 0x33c; ++mark)
            zalgo += QChar(mark);
    }
    const QString lone(QChar(0xd83d));
    return {
        u"nul "_s + QChar(u'\0') + u" behind it"_s,
        QChar(u'\0') + u"nul first"_s,
        u"nul last"_s + QChar(u'\0'),
        controls,
        u"\u001b[31mred\u001b[0m\u001b]0;title\u0007\u001b[2J\u009b31m"_s,
        u"\b\b\b\b\b\b\b\bback\r\rover\a\v\f"_s,
        u"\u202eright to left override"_s,
        u"\u202dleft\u202c \u202aembedded\u202b twice"_s,
        u"\u2067isolate without end"_s,
        u"\u2069\u2069\u2069ends without beginning \u202c\u202c"_s,
        u"\u2066a\u2067b\u2068c"_s,
        u"\u200f\u200e\u061cmarks"_s,
        u"שלום ‏123 abc"_s,
        u"ليلى حداد 3 PM (x)"_s,
        zalgo,
        u"a"_s + QString(2000, QChar(0x0301)),
        u"ก"_s + u"็"_s.repeated(300),
        u"o"_s + QString(60, QChar(0x20dd)) + QString(60, QChar(0x0489)),
        u"﷽𒐫𒈙꧅"_s.repeated(12),
        u"zero\u200bwidth\u200c\u200d\u2060\ufeffjoined"_s,
        tags,
        lone + u"a surrogate alone"_s,
        u"at the end "_s + lone,
        QString(QChar(0xdc00)) + lone + u"turned round"_s,
        u"\ue000\uf8ff\U000f0000\U0010fffd private"_s,
        u"\ufffe\uffff\ufdd0 no characters"_s,
        u"\ufffc\ufffc\ufffd replaced"_s,
        u"\ufff9annotation\ufffabelow\ufffb"_s,
        u"line\u2028separator\u2029paragraph\u0085next"_s,
        u"\n\r\n\r tab\ttab\t"_s,
        u"👩‍👩‍👧‍👦🏳️‍🌈🇺🇸👍🏿"_s.repeated(20),
        u"😀"_s.repeated(1000),
        u"e\u0301 \u1112\u1161\u11ab ﬁ Å Å İ ı ß ẞ"_s,
        u"ﷺ \u3164 \u2800 \u00ad soft\u00adhyphen \u034f"_s,
        u"\u00a0\u2003\u3000 "_s,
        u"x"_s.repeated(10'000),
        u"word "_s.repeated(2000),
        u"字"_s.repeated(1600),
        u"\n"_s.repeated(3000),
        u"a\n"_s.repeated(2000),
        u"\t"_s.repeated(1600),
    };
}

QStringList code()
{
    return {
        u"%1 %2 %3 %L1 %n %% %99"_s,
        u"%s%s%s%n%x %d %*.*f %p"_s,
        u"'; DROP TABLE clients; --"_s,
        u"\" OR 1=1; ATTACH 'x' AS y; %_ LIKE '%'"_s,
        u"?1 :name @name $name"_s,
        u"{{name}} {name} {first_name} {} {{}} ${x} #{x} <%= x %> {% x %}"_s,
        u"{a}{b}{c}{d}{e}{f}{g}{h}"_s,
        u"=HYPERLINK(\"SERVER/csv\",\"x\")"_s,
        u"+1+1|cmd /c calc"_s,
        u"-2+3 @SUM(A1) \t=1"_s,
        u"a,\"b\",'c';d\te\r\n=f"_s,
        u"$(touch /tmp/x) `id` ; rm -rf / | cat && x || y"_s,
        u"../../../../etc/passwd %2e%2e%2f C:\\con\\nul"_s,
        u"&File &&Edit A&B &"_s,
        u"\\u202e \\n \\x00 \\0 &#0; %00"_s,
        u"{\"json\": [null, 1e999]}"_s,
        u"]]>&xxe;<![CDATA[x]]>"_s,
        u"Content-Type: x\r\n\r\nHTTP/1.1 200"_s,
        u"(((((((((((((((((((([[[[[[[[[[[[[[[[[[[["_s,
        u"^(a+)+$ .* \\ [a-"_s,
        u"STOP"_s + u" "_s.repeated(500) + u"STOP"_s,
        u"NULL nil undefined NaN true 0"_s,
    };
}
} // namespace

namespace HostileTexts
{
namespace
{
QStringList bare(const QUrl &server, const QString &picture)
{
    QStringList texts = markup() + links() + characters() + code();
    for (QString &text : texts)
        text.replace(u"SERVER"_s, server.toString()).replace(u"FILE"_s, picture);
    return texts;
}

/// Before or behind: what is shortened keeps its begin, and some rules look at the first character alone.
QStringList marked(QStringList texts)
{
    for (qsizetype i = 0; i < texts.size(); ++i)
        texts[i] = i % 2 == 0 ? texts.at(i) + QLatin1String(mark) : QLatin1String(mark) + texts.at(i);
    return texts;
}
} // namespace

QStringList chosen(const QUrl &server, const QString &picture)
{
    return marked(bare(server, picture));
}

QStringList all(int count, const QUrl &server, const QString &picture)
{
    const QStringList pieces = bare(server, picture);
    QStringList texts = pieces;
    QRandomGenerator random(20'260'302);
    constexpr qsizetype longestPiece = 400;
    while (texts.size() < count) {
        QString text;
        for (int left = int(random.bounded(2, 6)); left > 0; --left) {
            const QString &piece = pieces.at(random.bounded(int(pieces.size())));
            // Cut anywhere: half a tag, half a surrogate pair.
            const qsizetype from = random.bounded(4) == 0 ? random.bounded(int(piece.size())) : 0;
            text += piece.mid(from, longestPiece);
            if (random.bounded(3) == 0)
                text += random.bounded(2) == 0 ? u'\n' : u' ';
        }
        texts << text;
    }
    return marked(texts);
}
} // namespace HostileTexts
