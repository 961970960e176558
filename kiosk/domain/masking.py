"""Takes out of a comment what could tell who wrote it, before anything is written anywhere."""

import re
import unicodedata

MOST = 240
"""Characters of a comment."""

_GAP = r"[ ./_-]?"
_RULES = (
    # Its neighbours without a space go with it; whatever stands beside an @ is part of it.
    (re.compile(r"\S*\s?@\s?\S*"), "courriel"),
    (re.compile(r"\S+\s?[\[(]\s?(?:at|arobase)\s?[\])]\s?\S+", re.I), "courriel"),
    (
        re.compile(
            rf"\b[A-Z]{{2}}\d\d(?:{_GAP}[A-Z0-9]{{4}}){{2,7}}(?:{_GAP}[A-Z0-9]{{1,3}})?\b", re.I
        ),
        "IBAN",
    ),
    (
        re.compile(
            rf"(?<!\d)[1-478]{_GAP}\d\d{_GAP}\d\d{_GAP}(?:\d\d|2[AB]){_GAP}\d{{3}}{_GAP}\d{{3}}"
            rf"(?:{_GAP}\d\d)?(?!\d)",
            re.I,
        ),
        "sécurité sociale",
    ),
    (
        re.compile(r"(?:\+|(?<!\d)00|(?<!\d)0)\s?\d(?:[ .,:;_\-/()]{0,3}\d){8,13}(?!\d)"),
        "téléphone",
    ),
    # Short ones are told by the word before them.
    (
        re.compile(
            r"(?:(?<=dossier )|(?<=allocataire )|(?<=matricule )|(?<=numéro )|(?<=n° )|(?<=n°))"
            r"\d{4,}(?!\w|[./-]\w)",
            re.I,
        ),
        "numéro",
    ),
    # A word with figures in it, as files, passports, licences and plates have.
    (
        re.compile(
            r"(?<![^\W_])(?=[\w./-]*[^\W\d_])(?=(?:[\w./-]*?\d){3})(?=(?:[\w./-]*?[^\W_]){6})"
            r"[^\W_]+(?:[./_-][^\W_]+)*"
        ),
        "numéro",
    ),
    (re.compile(r"(?<![^\W_])(?=\w{8})[^\W\d_]+\d+[^\W\d_]+\w*\d\w*"), "numéro"),
    (re.compile(rf"\d(?:{_GAP}\d){{5,}}"), "numéro"),
)


def mask(text: str) -> str:
    """Addresses and numbers become a word in brackets. Masking twice changes nothing more."""
    while (masked := _mask_once(text)) != text:
        text = masked
    return text


def clean_comment(text: str) -> str | None:
    """What may be kept of a comment: masked, on one line, not too long; None when it is empty."""
    shown = "".join(
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFKC", text)
        if char.isspace() or unicodedata.category(char)[0] != "C"
    )
    return mask(" ".join(shown.split()))[:MOST].rstrip() or None


def _mask_once(text: str) -> str:
    """What a rule takes away has a digit or an « @ »; what it puts there has none."""
    for pattern, word in _RULES:
        text = pattern.sub(f"[{word}]", text)
    return text
