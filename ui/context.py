"""What does not change during a visit: the site, and the words in its languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.config import Config
from kiosk.domain.texts import Texts
from ui.access import Aid

HELP_AT_RECEPTION = "common.help_at_reception"


@dataclass(frozen=True, slots=True)
class SiteContext:
    config: Config
    texts: Mapping[str, Texts]
    aids: tuple[Aid, ...]
    voices: frozenset[str] = field(default=frozenset(), kw_only=True)
    """The languages that can be spoken here."""

    @property
    def offered(self) -> Mapping[str, Texts]:
        """The languages of this site, in its order."""
        return {lang: self.texts[lang] for lang in self.config.languages}

    @property
    def help_answer(self) -> str:
        """The key of what a call for help is answered: agents hear of it through a server only."""
        return HELP_AT_RECEPTION if self.config.sync.url is None else "common.helped"
