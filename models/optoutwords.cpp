#include "optoutwords.h"

#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <array>
#include <vector>

using namespace Qt::StringLiterals;

// How a reply is read, in this order:
// 1. Exactly a stop word of Twilio or the FCC, but for blanks and punctuation around it: OptOut. Nothing else ever is,
//    so that no client is opted out by mistake. A question ("Cancel?") or an emoji beside the word is a person's to
//    judge.
// 2. Exactly another keyword: START, YES, HELP, CONFIRM …
// 3. A sentence that asks for texts to stop: MaybeOptOut. Holding is the safe side, but only where the wording is
//    directed at texts, contact or a list: "cancel my appointment" and "I'll stop by at 3" are ordinary business and
//    hold nothing.
// 4. Asks to reschedule. 5. None.

namespace
{
constexpr qsizetype longestRead = 2000; // a text has 1600 characters at most; more is not ours to search

/// Words become plain lower-case a–z0–9 with single blanks; "; " stands where a clause ends. Accents and apostrophes
/// go.
struct Words {
    QString clauses; ///< "stop ; thank you"
    bool question = false;
    bool symbols = false; ///< emoji and the like
};

bool isApostrophe(QChar c)
{
    return c == u'\'' || c == u'\u2019' || c == u'\u2018' || c == u'`' || c == u'\u00b4';
}

bool endsClause(QChar c)
{
    return u".,;:!?\n\r\u2026\u3002\u2014\u2013()\"\u201c\u201d\u00a1\u00bf"_s.contains(c);
}

Words wordsOf(const QString &text)
{
    Words words;
    QString apostrophes = text.left(longestRead);
    apostrophes.removeIf(isApostrophe); // before compatibility forms turn an acute accent into a blank
    const QString folded = apostrophes.normalized(QString::NormalizationForm_KD).toCaseFolded();
    bool blank = false;
    bool end = false;
    for (const QChar c : folded) {
        if (c.isLetterOrNumber()) {
            if (end && !words.clauses.isEmpty())
                words.clauses += u" ; "_s;
            else if (blank && !words.clauses.isEmpty())
                words.clauses += u' ';
            words.clauses += c;
            blank = end = false;
        } else if (!c.isMark() && c.category() != QChar::Other_Format) {
            words.question = words.question || c == u'?';
            words.symbols = words.symbols || c.isSymbol() || c.isSurrogate();
            end = end || endsClause(c);
            blank = true;
        }
    }
    return words;
}

template <size_t size>
bool isOneOf(QStringView text, const std::array<QLatin1String, size> &list)
{
    return std::find(list.begin(), list.end(), text) != list.end();
}

// FCC 24-24 (47 CFR 64.1200(a)(10)) and Twilio's default keywords.
constexpr std::array stopWords{"stop"_L1,   "unsubscribe"_L1, "end"_L1,    "quit"_L1,   "stopall"_L1,
                               "revoke"_L1, "optout"_L1,      "cancel"_L1, "opt out"_L1};

/// Words that stop by themselves although neither Twilio nor the FCC lists them: slips of the thumb and Spanish.
constexpr std::array stopLikeWords{
    "stopp"_L1,     "sotp"_L1,       "stpo"_L1,        "stpp"_L1,          "st0p"_L1,         "stops"_L1,
    "unsub"_L1,     "unsuscribe"_L1, "unsubcribe"_L1,  "unsubscibe"_L1,    "unsubscribed"_L1, "spam"_L1,
    "enough"_L1,    "dnc"_L1,        "alto"_L1,        "basta"_L1,         "parar"_L1,        "pare"_L1,
    "paren"_L1,     "para"_L1,       "deten"_L1,       "detener"_L1,       "detengase"_L1,    "detenganse"_L1,
    "cancelar"_L1,  "cancela"_L1,    "cancele"_L1,     "baja"_L1,          "salir"_L1,        "fin"_L1,
    "termina"_L1,   "terminar"_L1,   "desuscribir"_L1, "desuscribirme"_L1, "desinscribir"_L1, "desinscribirme"_L1,
    "suspender"_L1, "remove"_L1,
};

/// Words that change nothing beside a stop word: "Stop. Thank you".
constexpr std::array fillers{
    "please"_L1, "pls"_L1,   "plz"_L1,     "thanks"_L1,      "thank"_L1, "thx"_L1,    "you"_L1,
    "u"_L1,      "ty"_L1,    "ok"_L1,      "okay"_L1,        "no"_L1,    "just"_L1,   "now"_L1,
    "hi"_L1,     "hello"_L1, "hey"_L1,     "sir"_L1,         "maam"_L1,  "all"_L1,    "it"_L1,
    "this"_L1,   "that"_L1,  "already"_L1, "immediately"_L1, "out"_L1,   "opt"_L1,    "right"_L1,
    "asap"_L1,   "me"_L1,    "so"_L1,      "much"_L1,        "very"_L1,  "guys"_L1,   "by"_L1,
    "ya"_L1,     "por"_L1,   "favor"_L1,   "gracias"_L1,     "hola"_L1,  "muchas"_L1, "porfavor"_L1,
    "porfa"_L1,  "senor"_L1, "esto"_L1,    "can"_L1,         "could"_L1, "would"_L1,  "will"_L1,
};

bool isStopWithManners(const QString &clauses)
{
    bool stops = false;
    const QStringList words = clauses.split(u' ', Qt::SkipEmptyParts);
    for (const QString &word : words) {
        if (isOneOf(word, stopWords) || isOneOf(word, stopLikeWords))
            stops = true;
        else if (word != u";" && !isOneOf(word, fillers))
            return false;
    }
    // "stop by" is a visit.
    return stops && !clauses.contains(u"stop by"_s);
}

/// A clause of its own that is a stop word: "STOP. I am not John".
bool hasStopClause(const QString &clauses)
{
    const QStringList list = clauses.split(u" ; "_s);
    return list.size() > 1 &&
           std::any_of(list.begin(), list.end(), [](const QString &clause) { return isOneOf(clause, stopWords); });
}

/// Building blocks of the sentences below, put in for <name>.
struct Block {
    QLatin1String name;
    QLatin1String pattern;
};

constexpr std::array blocks{
    Block{"<text>"_L1, "(?:text(?:s|ing|ed)?|txt(?:s|ing)?|messag(?:e|es|ing)|msgs?|msging|sms|spam(?:ming)?|"
                       "notif(?:y|ying|ications?)|alerts?|reminders?|call(?:s|ing)|e ?mail(?:s|ing)?|communications?|"
                       "solicitations?|contact(?:ing)?)"_L1},
    Block{"<doing>"_L1, "(?:writing|sending|bothering|harassing|bugging|pestering|annoying|hounding|blowing up|"
                        "reaching out|hitting me up|communicating)"_L1},
    Block{"<gap>"_L1, "(?:(?:all|the|these|those|this|that|my|any|your|ur|of|me|us|sending|getting|receiving|with|to|"
                      "from|for|it|future|further|more|other|such|automated|automatic|daily|constant|marketing|"
                      "promotional|unwanted|annoying|damn|stupid|fucking|freaking|please|now|and desist|phone|sms|text|"
                      "subscription to|so many) ){0,5}"_L1},
    Block{"<end>"_L1, "(?: (?:now|please|pls|plz|immediately|already|asap|thanks|thank you|thx|right now|at once|"
                      "again|anymore|any more|ever|por favor|gracias|ya))*(?: ;|$)"_L1},
    Block{"<person>"_L1, "(?:me|us|here|this (?:number|phone)|my (?:number|phone|cell))"_L1},
    Block{"<notdo>"_L1,
          "\\b(?:dont|do not|donot|dnt|never|not to|quit trying to|no longer)(?: (?:ever|please|you dare))?"_L1},
    Block{"<list>"_L1, "(?:lists?|texts?|messages?|messaging|contacts?|database|system|records|chat|group|thread|"
                       "distribution|notifications?|alerts?|sms|this|these|everything)"_L1},
    Block{"<texto>"_L1, "(?:mensajes?|mensajitos?|mensajeria|textos?|sms|msjs?|mjs|llamadas?|notificaciones|"
                        "recordatorios|alertas|publicidad|spam)"_L1},
    Block{"<hacer>"_L1, "(?:(?:enviar|mandar|escribir|textear|mensajear|contactar|llamar|molestar|acosar|fastidiar|"
                        "joder)\\w*)"_L1},
    Block{"<hueco>"_L1,
          "(?:(?:de|los|las|la|sus|su|tus|tu|estos|estas|esos|esas|mas|mis|me|recibir|recibiendo|tantos|"
          "todos|ningun|otro|otros|cualquier|que|siga|sigan|sigas|seguir|mandando|enviando|nos) ){0,6}"_L1},
};

// "Not" before the verb turns the meaning round: "don't stop texting me". Written as look-behinds of fixed length.
constexpr std::array sentences{
    // stop texting me, quit sending these messages, cancel all text alerts, end these texts
    "<aff>(?:stop|quit|cease|halt|discontinue|end|cancel)(?: and desist)? (?!by |in |at |over |for )<gap>(?:<text>|<doing>)\\b"_L1,
    // stop all of this now; make it stop; I want you to stop
    "(?:^|; |please |pls |you )(?:stop|quit) (?:(?:this|these|those|all|everything|it|them|that|of) ?)+<end>"_L1,
    "\\bcease and desist\\b"_L1,
    "\\b(?:asked|told|tell|telling|asking)(?: \\w+){1,5}? to stop<end>"_L1,
    "\\b(?:stop|quit) (?:getting|receiving|sending) (?:these|this|those|them|it|anything)<end>"_L1,
    "\\b(?:turn|shut|switch) (?:these|this|those|them) off\\b"_L1,
    "\\byou (?:not|dont|do not) (?:text|message|contact|write|call)(?: <person>)?<end>"_L1,
    "\\b(?:want|get) off (?:this|your|the|ur) <gap>list\\b"_L1,
    "(?:^|; )no <text><end>"_L1,
    "\\bmake (?:it|this|these|them) stop\\b"_L1,
    "\\b(?:you|u|yall|guys|please|pls|plz|asked|needs?|this|these|system|wont you) (?:all |please |just |to |now )*stop<end>"_L1,
    "\\b(?:said|say|saying|sent|send|sending|texted|wrote|typed|replied|reply|told you) (?:\\w+ ){0,2}?stop<end>"_L1,
    // a line that opens with stop and goes on to somebody
    "^(?:please )?stop (?:i|im|who|you|youre|ur|wrong|this is|not|dont|do not)\\b"_L1,
    // don't text me, never contact this number again, do not send me any more messages
    "<notdo> (?:text|txt|message|msg|contact|write|email|bother|notify|spam|sms|disturb|harass)(?: to)? (?:<person>|again|anymore|any more|ever)\\b"_L1,
    "<notdo> (?:text|message|contact|write|bother|disturb|spam)<end>"_L1,
    "<notdo> call(?: <person>)? (?:again|anymore|any more|ever)\\b"_L1,
    "<notdo> (?:reach out|send)(?: to)?(?: <person>)? (?:again|anymore|any more)\\b"_L1,
    "<notdo> send (?:<person> )?(?:any|more|these|those|anymore|further|your|other|such|another|stupid| )*(?:<text>|anything|stuff|shit|crap)\\b"_L1,
    // I don't want these texts, no longer wish to receive, didn't sign up for this
    "\\b(?:dont|do not|donot|dont|no longer|didnt|did not|never) (?:want|wish|like|care|need|consent|consented|agree|agreed|authorize|sign up|signed up|ask|asked)(?: (?:for|to|you|be|get|getting|receive|receiving|hear|hearing|have))* <gap>(?:<text>|texted|messaged|contacted|bothered)\\b"_L1,
    "\\b(?:dont|do not|donot|no longer) (?:want|wish|care) to (?:hear from|be contacted|be texted|be called|receive anything)\\b"_L1,
    "\\b(?:no longer|dont|do not) (?:want|wish) to (?:receive|get) (?:these|this|those|any more|anything)<end>"_L1,
    "\\b(?:didnt|did not|never) (?:sign up|signed up|ask|asked) for (?:this|these|that|any of this)<end>"_L1,
    // no more texts
    "\\bno more <gap><text>\\b"_L1,
    "\\b(?:enough|tired of|sick of|fed up with) <gap><text>\\b"_L1,
    // lists
    "\\b(?:take|get|remove|drop|strike|scratch|delete|erase|pull) (?:me|us|<person>|my name|number|this number|my info) (?:off|from|out)(?: of)? (?:\\w+ ){0,4}?<list>\\b"_L1,
    "\\b(?:take|get|remove|drop|strike|delete) (?:me|us|my name|my number|this number) off<end>"_L1,
    "(?:^|; |please |pls |just )(?:remove|delete|erase|lose|forget|block) (?:me|us|my number|this number|my info|my contact|my phone number|my cell)<end>"_L1,
    "\\b(?:lose|forget|delete|remove|erase) (?:my|this) (?:phone |cell |mobile )?number\\b"_L1,
    "\\bdo not (?:call|contact|text) list\\b"_L1,
    // unsubscribe, opt me out, revoke my consent; not a pension plan
    "<aff>(?:unsubscribe|unsuscribe|unsubcribe|unsub)\\b"_L1,
    "\\b(?:be|get|getting|me) unsubscribed\\b"_L1,
    "<aff>opt(?:ing)? (?:me |us |my number )?out(?:(?: of| from) <gap>(?:<text>|<list>|it|all)\\b|<end>)"_L1,
    "\\bopt(?:ing)? (?:me|us|my number) out\\b"_L1,
    "\\b(?:revoke|revoking|withdraw|withdrawing) (?:my |all |any )*(?:consent|permission)\\b"_L1,
    "(?:^|; |please |to )(?:cancel|end|stop) (?:my |this |the |text |sms )*(?:subscription|service)<end>"_L1,
    // plain anger and wrong numbers
    "\\bleave (?:me|us) (?:the \\w+ )?alone\\b"_L1,
    "(?:^|; |please )(?:go away|get lost|shut up|piss off|buzz off|screw off|fuck off|fuck you|f off|f u|back off)\\b"_L1,
    "(?:^|; |\\b(?:you have|youve got|you got|you have got|u have|this is|its) )(?:the |a )?wrong (?:number|person)\\b"_L1,
    "(?:^|; )(?:im |i am |am )?(?:not|no longer) interested<end>"_L1,
    "\\b(?:this is|youre|you are|reported as|report you|reporting you|report this|reporting this)(?: (?:as|for|a))? ?(?:spam|harassment|harassing|spamming)\\b"_L1,
    "\\b(?:block|blocking|blocked|reporting|report) (?:you|this number|your number|u)\\b"_L1,
    // Spanish: deje de enviarme mensajes, basta de textos, paren los mensajes
    "(?<!no )\\b(?:deje|dejen|deja|dejes|dejar|dejaran?|dejaria|dejarian|paren?|para|parar|cese|cesen|basta|termine|terminen|deten|detengan?) (?:ya )?de <hueco>(?:<hacer>|<texto>)"_L1,
    "(?<!no )\\b(?:paren?|parar|detenga|detengan|detener|cancele|cancelen|cancelar|suspenda|suspendan|suspender|alto a) (?:con )?(?:los|las|sus|mis|estos|esos|todos los) <hueco><texto>\\b"_L1,
    // ya no me escriban, no me envíe más mensajes, no me vuelvan a llamar
    "\\bno (?:me |nos |le )*(?:escrib(?:a|an|as)|texte(?:e|en|es)|contact(?:e|en|es)|molest(?:e|en|es)|fastidi(?:e|en|es)|mensaje(?:e|en|es))\\b"_L1,
    "\\bno (?:me |nos )*(?:envi(?:e|en|es)|mand(?:e|en|es)) (?:<hueco><texto>|mas\\b|nada\\b|ya\\b)"_L1,
    "\\bno (?:me |nos )*(?:envi(?:e|en|es)|mand(?:e|en|es)|llam(?:e|en|es))(?: (?:mas|nunca|de nuevo|otra vez))*<end>"_L1,
    "\\bno (?:enviar|mandar|escribir)(?:me|nos)? (?:<hueco><texto>|mas\\b)"_L1,
    "\\bno (?:me |nos )*llam(?:e|en|es) (?:mas|nunca|de nuevo|otra vez)\\b"_L1,
    "\\bno (?:me |nos )*(?:vuelva|vuelvan|vuelvas) a <hacer>"_L1,
    "\\bno (?:me |nos )*siga[ns]? (?:enviando|mandando|escribiendo|llamando|molestando|contactando|texteando)"_L1,
    "\\bno (?:quiero|queremos|deseo|deseamos|necesito|me interesa|me interesan|autorizo|acepto) (?:que (?:me )?)?<hueco>(?:<texto>|escriban?|envien?|manden?|contacten?|llamen?|molesten?|recibirlos)\\b"_L1,
    "\\b(?:ya no|no) (?:quiero|deseo) recibir(?: mas| esto| nada)*<end>"_L1,
    "\\b(?:no|ni un|sin|ningun) mas <hueco><texto>\\b"_L1,
    "\\bno <hueco><texto>(?: por favor)?<end>"_L1,
    "(?:^|; )(?:ya )?no mas<end>"_L1,
    "\\b(?:quite|quiten|quita|quiteme|quitenme|quitame|saque|saquen|saqueme|saquenme|sacame|borre|borreme|borrenme|borrame|elimine|elimineme|eliminenme|eliminame|remueva|remuevame|remuevanme|remover) (?:me )?(?:de )?(?:\\w+ ){0,2}?(?:lista|listas|numero|telefono|celular|base de datos|sistema|contactos)\\b"_L1,
    "\\b(?:darme|deme|denme|dame|doy) de baja(?: de (?:\\w+ ){0,2}?(?:lista|listas|mensajes|textos|servicio|suscripcion|esto)|<end>)"_L1,
    "(?:^|; |quiero |por favor )(?:dar de baja|darse de baja|la baja)<end>"_L1,
    "\\b(?:dejeme|dejenme|dejame|deje me) en paz\\b"_L1,
    "\\b(?:numero equivocado|se equivoco de (?:numero|persona)|esta equivocado de numero|persona equivocada)\\b"_L1,
    "(?:^|; )no me interesan?<end>"_L1,
};

std::vector<QRegularExpression> compiledSentences()
{
    const QString affirmative =
        u"(?<!dont )(?<!do not )(?<!never )(?<!cant )(?<!cannot )(?<!wont )(?<!didnt )(?<!did not )"
        "(?<!doesnt )(?<!not )(?<!not to )\\b"_s;
    std::vector<QRegularExpression> compiled;
    for (const QLatin1String sentence : sentences) {
        QString pattern(sentence);
        pattern.replace(u"<aff>"_s, affirmative);
        for (const Block &block : blocks)
            pattern.replace(block.name, block.pattern);
        compiled.emplace_back(pattern);
        compiled.back().optimize();
    }
    return compiled;
}

bool asksToStopTexts(const QString &clauses)
{
    static const std::vector<QRegularExpression> compiled = compiledSentences();
    return std::any_of(compiled.begin(), compiled.end(),
                       [&](const QRegularExpression &sentence) { return sentence.match(clauses).hasMatch(); });
}

/// STOP shouted within a sentence that is not shouted.
bool shoutsStop(const QString &text)
{
    static const QRegularExpression shout(
        u"(?<![\\w-])STOP(?![\\w-])(?! (?:BY|by|sign|SIGN|loss|LOSS|payment|order))"_s);
    return text.toUpper() != text && shout.match(text.left(longestRead)).hasMatch();
}

bool asksToReschedule(const QString &clauses)
{
    static const QRegularExpression asks(
        u"(?<!not )(?<!dont )(?<!no need to )(?<!dont need to )(?<!not need to )\\b"
        "(?:reschedule|reprogramar|reprogramamos|reagendar|re schedule|cambiar (?:la|mi|de) (?:cita|fecha|hora))\\b"_s);
    return asks.match(clauses).hasMatch();
}

struct Keyword {
    QLatin1String words;
    ReplyMeaning meaning;
};

// Twilio lifts a block at START, UNSTOP and YES only; other ways to agree lift nothing.
constexpr std::array keywords{
    Keyword{"start"_L1, ReplyMeaning::OptIn},
    Keyword{"unstop"_L1, ReplyMeaning::OptIn},
    Keyword{"yes"_L1, ReplyMeaning::Yes},
    Keyword{"help"_L1, ReplyMeaning::Help},
    Keyword{"info"_L1, ReplyMeaning::Help},
    Keyword{"confirm"_L1, ReplyMeaning::Confirm},
    Keyword{"confirmed"_L1, ReplyMeaning::Confirm},
    Keyword{"i confirm"_L1, ReplyMeaning::Confirm},
    Keyword{"yes confirm"_L1, ReplyMeaning::Confirm},
    Keyword{"yes confirmed"_L1, ReplyMeaning::Confirm},
    Keyword{"yes i confirm"_L1, ReplyMeaning::Confirm},
    Keyword{"confirmo"_L1, ReplyMeaning::Confirm},
    Keyword{"confirmar"_L1, ReplyMeaning::Confirm},
    Keyword{"confirmado"_L1, ReplyMeaning::Confirm},
    Keyword{"confirmada"_L1, ReplyMeaning::Confirm},
    Keyword{"si confirmo"_L1, ReplyMeaning::Confirm},
    Keyword{"si confirmar"_L1, ReplyMeaning::Confirm},
    Keyword{"si confirmado"_L1, ReplyMeaning::Confirm},
    Keyword{"si"_L1, ReplyMeaning::Agrees},
    Keyword{"yeah"_L1, ReplyMeaning::Agrees},
    Keyword{"yep"_L1, ReplyMeaning::Agrees},
    Keyword{"no"_L1, ReplyMeaning::No},
    Keyword{"nope"_L1, ReplyMeaning::No},
};

/// "Yes, please": with its manners a word is an answer, but none of Twilio's keywords any more.
ReplyMeaning mannerlyMeaning(QString clauses)
{
    static const QRegularExpression manners(
        u"\\b(?:please|pls|plz|thanks|thank you|thx|ty|hi|hello|hola|por favor|porfavor|muchas gracias|gracias)\\b"_s);
    clauses.remove(manners);
    const QString word = clauses.remove(u';').simplified();
    for (const Keyword &keyword : keywords) {
        if (keyword.words != word || keyword.meaning == ReplyMeaning::OptIn || keyword.meaning == ReplyMeaning::Help)
            continue;
        return keyword.meaning == ReplyMeaning::Yes ? ReplyMeaning::Agrees : keyword.meaning;
    }
    return ReplyMeaning::None;
}

ReplyMeaning keywordMeaning(QString words)
{
    words.remove(u"; "_s);
    for (const Keyword &keyword : keywords) {
        if (keyword.words == words)
            return keyword.meaning;
    }
    return ReplyMeaning::None;
}
} // namespace

ReplyMeaning meaningOfReply(const QString &text)
{
    const Words words = wordsOf(text);
    if (words.clauses.isEmpty())
        return ReplyMeaning::None;
    if (isOneOf(words.clauses, stopWords))
        return words.question || words.symbols ? ReplyMeaning::MaybeOptOut : ReplyMeaning::OptOut;
    if (!words.question) {
        const ReplyMeaning meaning = keywordMeaning(words.clauses);
        if (meaning == ReplyMeaning::Yes && words.symbols)
            return ReplyMeaning::Agrees; // beside an emoji it is no keyword of Twilio's
        if (meaning != ReplyMeaning::None)
            return meaning;
        if (const ReplyMeaning answer = mannerlyMeaning(words.clauses); answer != ReplyMeaning::None)
            return answer;
    }
    if (isStopWithManners(words.clauses) || hasStopClause(words.clauses) || asksToStopTexts(words.clauses) ||
        shoutsStop(text))
        return ReplyMeaning::MaybeOptOut;
    return asksToReschedule(words.clauses) ? ReplyMeaning::Reschedule : ReplyMeaning::None;
}
