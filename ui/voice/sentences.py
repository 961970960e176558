"""Every sentence that a site may have recorded: those that hold no number, hour or key."""

from collections.abc import Iterator

from kiosk.config import Config
from kiosk.domain.texts import Texts

SECTIONS = ("common.", "entrance.", "exit.")
ALSO = ("ticket.documents",)


def recordable(words: Texts, config: Config) -> tuple[str, ...]:
    """In the order of the language file, then of the catalogue; each once."""
    return tuple(dict.fromkeys((*_of_screens(words), *_of_site(words, config))))


def _of_screens(words: Texts) -> Iterator[str]:
    for key, entry in words.entries.items():
        if not key.startswith(SECTIONS) and key not in ALSO:
            continue
        sentences = (entry,) if isinstance(entry, str) else tuple(entry.values())
        yield from (sentence for sentence in sentences if "{" not in sentence)


def _of_site(words: Texts, config: Config) -> Iterator[str]:
    yield config.site.name
    yield words.endonym
    yield words.say("common.language", language=words.endonym)
    yield f"{words.say('entrance.take_ticket')}, {words.endonym}"
    zones = {motif.zone for motif in config.catalogue.motifs() if motif.zone}
    yield from (words.say("ticket.zone", zone=zone) for zone in sorted(zones))
    for motif in config.catalogue.motifs():
        yield motif.label(words.lang)
        yield from motif.documents_in(words.lang)
