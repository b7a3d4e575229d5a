#pragma once

#include "id.h"
#include "persona.h"
#include "phonenumber.h"

#include <QDateTime>
#include <QList>
#include <QMetaType>
#include <QString>
#include <QStringList>

/// Whether texts may go to a number. Kept by number, because carriers and Twilio keep it so.
enum class TextPermission {
    MayText,
    Held,     ///< wrote a sentence that may mean stop: sends wait until a person has judged it
    OptedOut, ///< stop word, Twilio's 21610, or a person entered it
};

struct ClientNumber {
    PhoneNumber number;
    QString label; ///< "mobile", "office", free text
    TextPermission permission = TextPermission::MayText;
    QDateTime permissionSince; ///< UTC; null while MayText was never changed
};

/// A person or company that the practice talks to. A number that wrote in and belongs to nobody is a client too, with
/// unknown set and no name, so that its conversation has a place; naming it turns it into a client.
struct Client {
    ClientId id;
    QString name;
    bool unknown = false;
    QList<ClientNumber> numbers; ///< the first is the one that Send and Call use
    Persona persona = Persona::Advisor;
    QString language; ///< ISO 639 ("en", "es"); empty: the practice's
    QString usState;  ///< two letters; empty: not known
    QString timeZone; ///< own IANA zone; empty: derived from the number
    QStringList tags;
    QString notes; ///< stored encrypted; only ClientStore::fetch fills it, list pages leave it empty
    bool archived = false;
    StaffId assignedTo; ///< whose turn it is to answer; null: nobody's. Says nothing about who sees the client
    StaffId visibleTo;  ///< null: everybody sees it; else that person, administrators and supervisors
    QDateTime createdAt;
    QDateTime updatedAt;

    // What the list shows; kept by the store with every communication, never edited.
    QDateTime lastAt;
    QString lastPreview; ///< first characters of the newest text, decrypted; empty when locked
    bool lastOutbound = false;
    StaffId lastSender; ///< who of the practice sent the newest text; null: not known
    bool lastWasCall = false;
    int unread = 0;

    PhoneNumber primaryNumber() const { return numbers.isEmpty() ? PhoneNumber() : numbers.first().number; }
    TextPermission permission() const
    {
        return numbers.isEmpty() ? TextPermission::MayText : numbers.first().permission;
    }
    QString firstName() const { return name.section(u' ', 0, 0, QString::SectionSkipEmpty); }
};

Q_DECLARE_METATYPE(Client)
