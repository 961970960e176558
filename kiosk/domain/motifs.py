"""What a visitor can come for: categories, motifs and the catalogue that holds them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from kiosk.domain.opening import Week

# O, I, Q, S and Z are misread (0, 1, O, 5, 2); B C D G P T V rhyme when called aloud in French,
# so a catalogue may use at most one of them.
LOOK_ALIKES = frozenset("IOQSZ")
RHYMING = frozenset("BCDGPTV")


@dataclass(frozen=True, slots=True)
class Online:
    """Where the same can be done without coming. `labels`: what is done there, by language."""

    url: str
    labels: Mapping[str, str]

    def label(self, lang: str) -> str:
        return in_language(self.labels, lang)


@dataclass(frozen=True, slots=True)
class Motif:
    """A reason for a visit. Words are keyed by language; French is always there."""

    id: str
    letter: str
    labels: Mapping[str, str]
    documents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    opening: Week | None = None
    daily_quota: int | None = None
    icon: str = ""
    zone: str = ""
    price: Mapping[str, str] = field(default_factory=dict)
    delay: Mapping[str, str] = field(default_factory=dict)
    """How long the answer takes, once asked for."""
    online: Online | None = None

    @property
    def has_card(self) -> bool:
        """Whether there is more to read than its name."""
        return bool(self.documents or self.price or self.delay or self.online)

    def label(self, lang: str) -> str:
        return self.labels.get(lang) or self.labels["fr"]

    def documents_in(self, lang: str) -> tuple[str, ...]:
        return self.documents.get(lang) or self.documents.get("fr", ())


def in_language(words: Mapping[str, str], lang: str) -> str:
    return words.get(lang) or words.get("fr", "")


@dataclass(frozen=True, slots=True)
class Category:
    """A tile of the first screen. `general` is the motif of a visitor who goes no further."""

    id: str
    colour: str
    general: Motif
    motifs: tuple[Motif, ...] = ()

    @property
    def letter(self) -> str:
        return self.general.letter

    @property
    def icon(self) -> str:
        return self.general.icon

    def label(self, lang: str) -> str:
        return self.general.label(lang)

    @property
    def is_motif(self) -> bool:
        """One touch on this tile is enough: there is nothing below it."""
        return not self.motifs


@dataclass(frozen=True, slots=True)
class Catalogue:
    categories: tuple[Category, ...]

    def motifs(self) -> Iterator[Motif]:
        """Every motif a ticket can be taken for: each category's general one, then its own."""
        for category in self.categories:
            yield category.general
            yield from category.motifs

    def changed(self, change: Callable[[Motif], Motif]) -> "Catalogue":
        """The same tiles, each motif as `change` makes it."""
        return Catalogue(
            tuple(
                replace(
                    category,
                    general=change(category.general),
                    motifs=tuple(change(motif) for motif in category.motifs),
                )
                for category in self.categories
            )
        )

    def find(self, motif_id: str) -> Motif | None:
        return next((motif for motif in self.motifs() if motif.id == motif_id), None)

    def category(self, category_id: str) -> Category | None:
        return next((c for c in self.categories if c.id == category_id), None)
