"""A voice whose every sentence is written down, for whoever checks a journey without hearing it."""

import json
from datetime import UTC, datetime
from pathlib import Path

from ui.audio import Voice
from ui.speech import Speech
from ui.voice.volume import Volume


class LoggedVoice:
    """One JSON object a sentence: time, lang, text, volume."""

    def __init__(self, voice: Voice, file: Path) -> None:
        self._voice = voice
        self._file = file

    @property
    def speaking(self) -> bool:
        return self._voice.speaking

    def say(self, speech: Speech, volume: Volume) -> None:
        time = datetime.now(UTC).isoformat(timespec="milliseconds")
        with self._file.open("a", encoding="utf-8") as stream:
            for each in speech:
                row = {
                    "time": time,
                    "lang": each.lang,
                    "text": each.text,
                    "volume": volume.step + 1,
                }
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")
        self._voice.say(speech, volume)

    def stop(self) -> None:
        self._voice.stop()

    def close(self) -> None:
        self._voice.close()
