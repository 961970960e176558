"""The words of the product in one language: screens, ticket and voice read them from here."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

KEYBOARD = "keyboard"
"""The section of a language file that holds no words, but the keys to write them."""
Entry = str | Mapping[str, str]
"""A sentence, or its plural forms by CLDR category (`one`, `other`, …)."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Keys are `section.name`. A missing key is a fault of ours and raises KeyError."""

    lang: str
    endonym: str
    entries: Mapping[str, Entry]
    right_to_left: bool = False
    rank: int = 0
    """Among the languages, where nobody chose their order; 0: it is not one of them."""

    def say(self, key: str, **values: object) -> str:
        entry = self.entries[key]
        if not isinstance(entry, str):
            raise KeyError(f"{key} has plural forms: count() says it")
        return entry.format(**values) if values else entry

    def count(self, key: str, n: int, **values: object) -> str:
        """The form of `key` that agrees with `n`."""
        forms = self.entries[key]
        if isinstance(forms, str):
            raise KeyError(f"{key} has no plural forms: say() says it")
        return forms[plural_form(self.lang, n)].format(n=n, **values)


def plural_form(lang: str, n: int) -> str:
    """The CLDR cardinal category of a whole number."""
    match lang:
        case "fr" | "pt":
            return "one" if n in (0, 1) else "other"
        case "ar":
            return _arabic(n)
        case "uk" | "ru":
            return _slavic(n)
        case _:
            return "one" if n == 1 else "other"


def _arabic(n: int) -> str:
    if n <= 2:
        return ("zero", "one", "two")[n]
    if 3 <= n % 100 <= 10:
        return "few"
    return "many" if n % 100 >= 11 else "other"


def _slavic(n: int) -> str:
    teen = 11 <= n % 100 <= 14
    if n % 10 == 1 and not teen:
        return "one"
    return "few" if 2 <= n % 10 <= 4 and not teen else "many"


def load_texts(file: Path) -> Texts:
    """Read one language file (`assets/i18n/LANG.toml`)."""
    with file.open("rb") as stream:
        data = tomllib.load(stream)
    entries: dict[str, Entry] = {}
    for section, content in data.items():
        if isinstance(content, dict) and section != KEYBOARD:
            entries |= {f"{section}.{name}": entry for name, entry in content.items()}
    right_to_left = data.get("direction") == "rtl"
    return Texts(file.stem, str(data["endonym"]), entries, right_to_left, data.get("rank", 0))
