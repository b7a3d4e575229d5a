#include "secrets/spokenwords.h"

#include <array>

using namespace Qt::StringLiterals;

namespace
{
constexpr std::array<QLatin1String, 256> words{
    "acid"_L1,    "acorn"_L1,    "actor"_L1,   "adult"_L1,    "agent"_L1,   "alarm"_L1,   "album"_L1,   "alley"_L1,
    "amber"_L1,   "angle"_L1,    "ankle"_L1,   "apple"_L1,    "apron"_L1,   "arch"_L1,    "arena"_L1,   "arrow"_L1,
    "atlas"_L1,   "attic"_L1,    "autumn"_L1,  "bacon"_L1,    "badge"_L1,   "bagel"_L1,   "baker"_L1,   "bamboo"_L1,
    "banana"_L1,  "barn"_L1,     "basil"_L1,   "basin"_L1,    "basket"_L1,  "beach"_L1,   "beacon"_L1,  "beaver"_L1,
    "bench"_L1,   "berry"_L1,    "bicycle"_L1, "bishop"_L1,   "blanket"_L1, "blossom"_L1, "board"_L1,   "bonus"_L1,
    "border"_L1,  "bottle"_L1,   "branch"_L1,  "bread"_L1,    "brick"_L1,   "bridge"_L1,  "broom"_L1,   "bucket"_L1,
    "butter"_L1,  "button"_L1,   "cabin"_L1,   "cable"_L1,    "cactus"_L1,  "camel"_L1,   "camera"_L1,  "candle"_L1,
    "canoe"_L1,   "canyon"_L1,   "carbon"_L1,  "carpet"_L1,   "carrot"_L1,  "castle"_L1,  "cattle"_L1,  "cedar"_L1,
    "cellar"_L1,  "cement"_L1,   "chain"_L1,   "chalk"_L1,    "cherry"_L1,  "chess"_L1,   "chimney"_L1, "circle"_L1,
    "citrus"_L1,  "clock"_L1,    "cloud"_L1,   "clover"_L1,   "coach"_L1,   "cobalt"_L1,  "coffee"_L1,  "comet"_L1,
    "copper"_L1,  "coral"_L1,    "corner"_L1,  "cotton"_L1,   "cousin"_L1,  "cradle"_L1,  "crane"_L1,   "crayon"_L1,
    "cricket"_L1, "crown"_L1,    "crystal"_L1, "curtain"_L1,  "cushion"_L1, "daisy"_L1,   "dancer"_L1,  "delta"_L1,
    "desert"_L1,  "diamond"_L1,  "dinner"_L1,  "doctor"_L1,   "dolphin"_L1, "domino"_L1,  "donkey"_L1,  "dragon"_L1,
    "drawer"_L1,  "drum"_L1,     "eagle"_L1,   "early"_L1,    "earth"_L1,   "easel"_L1,   "echo"_L1,    "elbow"_L1,
    "eleven"_L1,  "empire"_L1,   "engine"_L1,  "envelope"_L1, "falcon"_L1,  "family"_L1,  "farmer"_L1,  "feather"_L1,
    "fennel"_L1,  "ferry"_L1,    "fiddle"_L1,  "figure"_L1,   "finger"_L1,  "flag"_L1,    "flute"_L1,   "forest"_L1,
    "fossil"_L1,  "fountain"_L1, "fox"_L1,     "galaxy"_L1,   "garage"_L1,  "garden"_L1,  "garlic"_L1,  "ginger"_L1,
    "giraffe"_L1, "glacier"_L1,  "glove"_L1,   "goblet"_L1,   "golden"_L1,  "gravel"_L1,  "guitar"_L1,  "hammer"_L1,
    "harbor"_L1,  "hazel"_L1,    "helmet"_L1,  "hermit"_L1,   "hiking"_L1,  "honey"_L1,   "horizon"_L1, "hotel"_L1,
    "hunter"_L1,  "iceberg"_L1,  "igloo"_L1,   "indigo"_L1,   "insect"_L1,  "island"_L1,  "ivory"_L1,   "jacket"_L1,
    "jaguar"_L1,  "jasmine"_L1,  "jelly"_L1,   "jigsaw"_L1,   "jockey"_L1,  "journal"_L1, "jungle"_L1,  "kayak"_L1,
    "kennel"_L1,  "kettle"_L1,   "kitten"_L1,  "ladder"_L1,   "lagoon"_L1,  "lantern"_L1, "laptop"_L1,  "lemon"_L1,
    "lettuce"_L1, "lilac"_L1,    "linen"_L1,   "lion"_L1,     "lizard"_L1,  "lobster"_L1, "lotus"_L1,   "magnet"_L1,
    "mango"_L1,   "maple"_L1,    "marble"_L1,  "meadow"_L1,   "melon"_L1,   "mirror"_L1,  "monkey"_L1,  "mosaic"_L1,
    "motor"_L1,   "muffin"_L1,   "museum"_L1,  "napkin"_L1,   "nectar"_L1,  "needle"_L1,  "nickel"_L1,  "noodle"_L1,
    "nutmeg"_L1,  "oasis"_L1,    "oboe"_L1,    "olive"_L1,    "onion"_L1,   "opal"_L1,    "orange"_L1,  "orchid"_L1,
    "otter"_L1,   "oxygen"_L1,   "paddle"_L1,  "palace"_L1,   "panda"_L1,   "paper"_L1,   "parrot"_L1,  "pasta"_L1,
    "peanut"_L1,  "pebble"_L1,   "pencil"_L1,  "pepper"_L1,   "piano"_L1,   "pickle"_L1,  "pigeon"_L1,  "pillow"_L1,
    "pirate"_L1,  "planet"_L1,   "pocket"_L1,  "poplar"_L1,   "potato"_L1,  "prism"_L1,   "pumpkin"_L1, "puzzle"_L1,
    "quartz"_L1,  "rabbit"_L1,   "radish"_L1,  "raven"_L1,    "ribbon"_L1,  "river"_L1,   "robin"_L1,   "rocket"_L1,
    "saddle"_L1,  "salmon"_L1,   "sandal"_L1,  "saturn"_L1,   "scarf"_L1,   "shadow"_L1,  "silver"_L1,  "spider"_L1,
    "sponge"_L1,  "statue"_L1,   "sugar"_L1,   "summer"_L1,   "sunset"_L1,  "table"_L1,   "tiger"_L1,   "tulip"_L1};
} // namespace

QLatin1String spokenWord(quint8 number)
{
    return words.at(number);
}
