#include "persona.h"

using namespace Qt::StringLiterals;

QString personaKey(Persona persona)
{
    switch (persona) {
    case Persona::Advisor:
        return u"advisor"_s;
    case Persona::Attorney:
        return u"attorney"_s;
    case Persona::Accountant:
        return u"accountant"_s;
    }
    return {};
}

std::optional<Persona> personaFromKey(const QString &key)
{
    for (const Persona persona : allPersonas) {
        if (personaKey(persona) == key)
            return persona;
    }
    return std::nullopt;
}
