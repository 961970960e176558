"""The sounds of a touch, of a ticket and of a warning, played by a program."""

from pathlib import Path

from PySide6.QtCore import QProcess

from ui.audio import Sound

END_MS = 500


class PlayedSounds:
    """`player` takes a file; lives in the GUI thread. A machine without loudspeaker is silent."""

    def __init__(self, player: tuple[str, ...], folder: Path) -> None:
        self._player = player
        self._folder = folder
        self._process = QProcess()
        self._process.setStandardOutputFile(QProcess.nullDevice())
        self._process.setStandardErrorFile(QProcess.nullDevice())

    @property
    def playing(self) -> bool:
        return self._process.state() is not QProcess.ProcessState.NotRunning

    def close(self) -> None:
        if self.playing:
            self._process.kill()
            self._process.waitForFinished(END_MS)

    def play(self, sound: Sound) -> None:
        if not self.playing:
            program, *options = self._player
            self._process.start(program, [*options, str(self._folder / f"{sound}.wav")])
