"""The rules of writing that every text shown to the public keeps, language by language."""

import re
import string

NBSP, NARROW_NBSP = "\u00a0", "\u202f"
CAPITALS_ONLY = frozenset({"DUPLICATA", "BORNE"})
"""Words of four letters or more that may be written in capitals, initials apart."""

_BARE_PUNCTUATION = re.compile(rf"(?<![{NBSP}{NARROW_NBSP}\d/:])[:;?!»%](?!/)")
_BARE_QUOTE = re.compile(rf"«(?![{NBSP}{NARROW_NBSP}])")
_CAPITALS = re.compile(r"\b[A-ZÀ-Ý]{4,}\b")
_BARE_CAPITAL = re.compile(r"\b(?:A (?=[a-zà-ÿ])|Etat|Ecole|Epoux|Etes|Etre|Etranger)")
"""Capitals that have lost their accent."""
_LATIN = re.compile(r"[A-Za-zÀ-ÿ]+(?:\.[a-z]+)*")
_ARABIC_LETTER, _CYRILLIC_LETTER = re.compile("[\u0621-\u064a]"), re.compile("[\u0400-\u04ff]")

LATIN_NAMES = (
    frozenset({"AAH", "CAF", "CCAS", "MDPH", "RIB", "RSA", "VTC"})
    | frozenset({"Borne", "DUPLICATA", "France", "Travail", "Pacs", "Vitale"})
    | frozenset({"ameli", "caf.fr", "impots.gouv.fr"})
)
"""What is written in Latin letters in every language, as on the documents and the doors."""
_RUSSIAN_ONLY, _UKRAINIAN_ONLY = frozenset("ыэёъЫЭЁЪ"), frozenset("іїєґІЇЄҐ")


def french_faults(sentence: str, initials: frozenset[str] = frozenset()) -> list[str]:
    """What is badly typeset in a French sentence, in words."""
    faults = []
    if _BARE_PUNCTUATION.search(sentence) or _BARE_QUOTE.search(sentence):
        faults.append("no-break space missing")
    if _BARE_CAPITAL.search(sentence):
        faults.append("capital without its accent")
    if set(_CAPITALS.findall(sentence)) - CAPITALS_ONLY - initials:
        faults.append("capitals only")
    return [*faults, *common_faults(sentence)]


def common_faults(sentence: str) -> list[str]:
    """In any language."""
    faults = []
    if "'" in sentence:
        faults.append("straight apostrophe")
    if "..." in sentence:
        faults.append("three dots for …")
    if "  " in sentence:
        faults.append("two spaces")
    return faults


def faults(lang: str, sentence: str) -> list[str]:
    """What is badly written in a sentence of that language other than French."""
    words = bare(sentence)
    found = common_faults(words)
    match lang:
        case "es":
            found += _unopened(words)
        case "pt":
            found += ["¿ or ¡ in Portuguese"] if re.search("[¿¡]", words) else []
        case "ar":
            found += _foreign_letters(words, "Arabic", _CYRILLIC_LETTER)
            found += ["Latin punctuation"] if re.search("[?;,]", words) else []
            found += ["Eastern digits"] if re.search("[\u0660-\u0669]", words) else []
        case "uk" | "ru":
            found += _foreign_letters(words, "Cyrillic", _ARABIC_LETTER)
            others = _RUSSIAN_ONLY if lang == "uk" else _UKRAINIAN_ONLY
            found += ["letter of the sister language"] if set(words) & others else []
        case _:
            pass
    return found


def bare(sentence: str) -> str:
    """The sentence with a figure in each of its places to fill in."""
    parts = string.Formatter().parse(sentence)
    return "".join(text + ("0" if name else "") for text, name, _, _ in parts)


def has_words(sentence: str) -> bool:
    return any(character.isalpha() for character in bare(sentence))


def _unopened(words: str) -> list[str]:
    pairs = (("¿", "?"), ("¡", "!"))
    return [
        f"« {closing} » without « {opening} »"
        for opening, closing in pairs
        if words.count(opening) != words.count(closing)
    ]


def _foreign_letters(words: str, script: str, unwanted: re.Pattern[str]) -> list[str]:
    latin = set(_LATIN.findall(words)) - LATIN_NAMES
    found = [f"Latin in {script}: {word}" for word in sorted(latin)]
    return [*found, *(["another script"] if unwanted.search(words) else [])]
