"""Leads whoever uses keys or the voice: where they are on the screen, and what is said of it."""

from collections.abc import Callable
from typing import Any

from kiosk.domain.texts import Texts
from ui import speech
from ui.access import GUIDED, Aid
from ui.audio import Audio, Silence, Voice
from ui.context import SiteContext
from ui.keys import Key, name_of
from ui.look import Look
from ui.reading import Item, Reading
from ui.shell import ShellViewModel
from ui.visitor import VisitState
from ui.voice.volume import STEPS_DB, Volume

NOTHING: Reading[Any] = Reading("", "", (), ())


class Guide:
    """Lives in the GUI thread. Silent, and with no ring, until an aid asks for it."""

    def __init__(
        self, context: SiteContext, audio: Audio, look: Look, shell: ShellViewModel
    ) -> None:
        self.reading = NOTHING
        self._context = context
        self._audio = audio
        self._look = look
        self._shell = shell
        self._voice: Voice = Silence()
        self._words: Texts = context.texts["fr"]
        self._speaks = False
        self._volume = Volume()
        self._curtain = False
        self._at: dict[str, str] = {}
        """The item where the visitor is, or was, in each place."""

    def open(self) -> None:
        self._voice = self._audio.open_voice()

    @property
    def speaking(self) -> bool:
        return self._voice.speaking

    @property
    def item(self) -> Item[Any] | None:
        """The one where the visitor is."""
        return self.reading.items[self._index] if self.reading.items else None

    def follow(
        self, state: VisitState, read: Callable[[], Reading[Any]], *, dismissed: bool
    ) -> None:
        """The screen has changed, or what it says. `dismissed`: the voice is no longer wanted."""
        if dismissed and self._speaks:
            self._end_of_voice()
        if not state.access & GUIDED:
            if self.reading is not NOTHING:
                self._forget(silently=not dismissed)
            return
        before, self.reading = self.reading, read()
        old_lang, self._words = self._words.lang, self._context.texts[state.lang]
        if old_lang != state.lang:
            # The screen is heard anew, from its first choice.
            self._at.pop(self.reading.place, None)
        spoke, self._speaks = self._speaks, Aid.VOICE in state.access
        self._look.point(self.item.id if self.item and Aid.KEYS in state.access else "")
        if self._speaks and not spoke:
            self._say_anew(speech.welcome(self.reading, self._index, self._words))
        elif (before.place, old_lang) != (self.reading.place, state.lang):
            self._say_anew(speech.whole(self.reading, self._index, self._words))
            self._say(speech.notices(before, self.reading, self._words))
        else:
            self._say(speech.news(before, self.reading, self._index, self._words))

    def step(self, by: int) -> None:
        """To the next item or the one before; from the last to the first."""
        if not self.reading.items:
            return
        index = (self._index + by) % len(self.reading.items)
        self._at[self.reading.place] = self.reading.items[index].id
        self._look.point(self.reading.items[index].id)
        self._say(speech.one(self.reading, index, self._words))

    def repeat(self) -> None:
        self._say(speech.whole(self.reading, self._index, self._words))

    def louder(self, by: int) -> None:
        self._volume = self._volume.moved(by)
        step, steps = self._volume.step + 1, len(STEPS_DB)
        self._say_line(self._words.say("common.volume", n=step, total=steps))

    def draw_curtain(self) -> None:
        """Nobody reads over the shoulder of whoever listens; once more: the screen is back."""
        if not self._speaks:
            return
        self._curtain = not self._curtain
        name = name_of(Key.CURTAIN, self._context.config.keypad.keys)
        drawn = self._words.say("common.curtain", name=name) if self._curtain else ""
        self._shell.draw_curtain(drawn)
        self._say_line(drawn or self._words.say("common.curtain_lifted"))

    def close(self) -> None:
        self._voice.close()

    def hush(self) -> None:
        self._voice.stop()

    @property
    def _index(self) -> int:
        ids = [item.id for item in self.reading.items]
        at = self._at.get(self.reading.place, "")
        return ids.index(at) if at in ids else 0

    def _say_anew(self, said: speech.Speech) -> None:
        self._voice.stop()
        self._say(said)

    def _say(self, said: speech.Speech) -> None:
        audible = tuple(each for each in said if each.lang in self._audio.voices)
        if self._speaks and audible:
            self._voice.say(audible, self._volume)

    def _say_line(self, line: str) -> None:
        self._say((speech.Sentence(self._words.lang, line),))

    def _end_of_voice(self) -> None:
        """Asked for: it takes its leave."""
        self._voice.stop()
        self._say_line(self._words.say("common.voice_stopped"))
        self._speaks = False
        self._lift()

    def _forget(self, *, silently: bool) -> None:
        """The visit is over: nothing more is said, and the next one begins softly."""
        if silently:
            self._voice.stop()
        self.reading, self._speaks, self._volume = NOTHING, False, Volume()
        self._at.clear()
        self._look.point("")
        self._lift()

    def _lift(self) -> None:
        self._curtain = False
        self._shell.draw_curtain("")
