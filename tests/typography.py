"""The rules of French typography that every text shown to the public keeps."""

import re

NBSP, NARROW_NBSP = "\u00a0", "\u202f"
CAPITALS_ONLY = frozenset({"DUPLICATA", "BORNE"})
"""Words of four letters or more that may be written in capitals, initials apart."""

_BARE_PUNCTUATION = re.compile(rf"(?<![{NBSP}{NARROW_NBSP}\d/:])[:;?!»](?!/)")
_BARE_QUOTE = re.compile(rf"«(?![{NBSP}{NARROW_NBSP}])")
_CAPITALS = re.compile(r"\b[A-ZÀ-Ý]{4,}\b")


def french_faults(sentence: str, initials: frozenset[str] = frozenset()) -> list[str]:
    """What is badly typeset in a French sentence, in words."""
    faults = []
    if _BARE_PUNCTUATION.search(sentence) or _BARE_QUOTE.search(sentence):
        faults.append("no-break space missing")
    if "'" in sentence:
        faults.append("straight apostrophe")
    if set(_CAPITALS.findall(sentence)) - CAPITALS_ONLY - initials:
        faults.append("capitals only")
    return faults
