<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>HistoryDetails</name>
    <message numerus="yes">
        <source>Twilio does not list it yet; checked %n times</source>
        <translation>
            <numerusform>Twilio does not list it yet; checked %n time</numerusform>
            <numerusform>Twilio does not list it yet; checked %n times</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n segments</source>
        <translation>
            <numerusform>%n segment</numerusform>
            <numerusform>%n segments</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Twilio holds %n copies</source>
        <translation>
            <numerusform>Twilio holds %n copy</numerusform>
            <numerusform>Twilio holds %n copies</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MemberPanel</name>
    <message numerus="yes">
        <source>%n edits to &amp;decide …</source>
        <translation>
            <numerusform>%n edit to &amp;decide …</numerusform>
            <numerusform>%n edits to &amp;decide …</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Notifier</name>
    <message numerus="yes">
        <source>Practiceline: %n unread</source>
        <translation>
            <numerusform>Practiceline: %n unread</numerusform>
            <numerusform>Practiceline: %n unread</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new texts</source>
        <translation>
            <numerusform>%n new text</numerusform>
            <numerusform>%n new texts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PartingWords</name>
    <message numerus="yes">
        <source>%n texts that waited here were not sent, and nobody sends them.</source>
        <translation>
            <numerusform>%n text that waited here was not sent, and nobody sends it.</numerusform>
            <numerusform>%n texts that waited here were not sent, and nobody sends them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other changes had not reached the practice and went with the rest.</source>
        <translation>
            <numerusform>%n other change had not reached the practice and went with the rest.</numerusform>
            <numerusform>%n other changes had not reached the practice and went with the rest.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReencryptPanel</name>
    <message numerus="yes">
        <source>%n texts and other entries were put under the newest key.</source>
        <translation>
            <numerusform>%n text or other entry was put under the newest key.</numerusform>
            <numerusform>%n texts and other entries were put under the newest key.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n were just being changed by others: run it again later.</source>
        <translation>
            <numerusform>%n was just being changed by others: run it again later.</numerusform>
            <numerusform>%n were just being changed by others: run it again later.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n can not be read with any key that is here, and stay as they are.</source>
        <translation>
            <numerusform>%n can not be read with any key that is here, and stays as it is.</numerusform>
            <numerusform>%n can not be read with any key that is here, and stay as they are.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SegmentLine</name>
    <message numerus="yes">
        <source>%n segments</source>
        <translation>
            <numerusform>%n segment</numerusform>
            <numerusform>%n segments</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SharingQuestions</name>
    <message numerus="yes">
        <source>%n changes of this computer have not reached the practice; those that are no texts or calls are lost.</source>
        <translation>
            <numerusform>%n change of this computer has not reached the practice; if it is no text or call, it is lost.</numerusform>
            <numerusform>%n changes of this computer have not reached the practice; those that are no texts or calls are lost.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SharingWords</name>
    <message numerus="yes">
        <source>%n changes wait to be shared.</source>
        <translation>
            <numerusform>%n change waits to be shared.</numerusform>
            <numerusform>%n changes wait to be shared.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n changes were not accepted by the practice and stay here.</source>
        <translation>
            <numerusform>%n change was not accepted by the practice and stays here.</numerusform>
            <numerusform>%n changes were not accepted by the practice and stay here.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WindowNotices</name>
    <message numerus="yes">
        <source>%1 and %n more ask to join the practice and wait for your approval.</source>
        <translation>
            <numerusform>%1 and %n more ask to join the practice and wait for your approval.</numerusform>
            <numerusform>%1 and %n more ask to join the practice and wait for your approval.</numerusform>
        </translation>
    </message>
</context>
</TS>
