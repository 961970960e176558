"""Sentences that others made, as a finding tells them."""

import re

_BARE = re.compile(r" (?=[:;?!»])|(?<=«) ")


def typeset(text: str) -> str:
    """With no-break spaces where French has them."""
    return _BARE.sub("\u00a0", text)


def parted(text: str) -> tuple[str, str]:
    """The first sentence says how it is, the others what to do."""
    words, _, fix = typeset(text).partition(". ")
    return f"{words.removesuffix('.')}.", fix
