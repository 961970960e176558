"""Speaks by calling programs one after the other, never waiting for them."""

import logging
from collections import deque

from PySide6.QtCore import QProcess, QTimer

from ui.speech import Speech
from ui.voice.programs import Call, Speaker
from ui.voice.volume import Volume

LONGEST_MS = 60_000
"""A program that has not ended by then hangs."""

END_MS = 500
"""A killed program that takes longer hangs in the kernel."""

log = logging.getLogger(__name__)


class ProgramVoice:
    """Lives in the GUI thread."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self._waiting: deque[Call] = deque()
        self._process: QProcess | None = None
        self._dying: list[QProcess] = []
        self._complained = False
        self._limit = QTimer(interval=LONGEST_MS, singleShot=True)
        self._limit.timeout.connect(self.stop)

    @property
    def speaking(self) -> bool:
        return self._process is not None

    def say(self, speech: Speech, volume: Volume) -> None:
        self._waiting += self._speaker.calls(speech, volume.gain)
        if self._process is None:
            self._start_next()

    def stop(self) -> None:
        self._waiting.clear()
        self._limit.stop()
        process, self._process = self._process, None
        if process is not None:
            process.finished.disconnect(self._finished)
            process.errorOccurred.disconnect(self._failed)
            process.kill()
            # Gone in a moment, and its object must not be gone before it.
            self._dying = [each for each in self._dying if _runs(each)] + [process]

    def close(self) -> None:
        self.stop()
        for process in self._dying:
            process.waitForFinished(END_MS)
        self._dying.clear()

    def _start_next(self) -> None:
        if not self._waiting:
            return
        call = self._waiting.popleft()
        self._process = process = QProcess()
        process.setStandardOutputFile(QProcess.nullDevice())
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._failed)
        process.start(call.argv[0], list(call.argv[1:]))
        process.write(call.input)
        process.closeWriteChannel()
        self._limit.start()

    def _finished(self, code: int, _status: QProcess.ExitStatus) -> None:
        process, self._process = self._process, None
        self._limit.stop()
        if process is not None:
            if code != 0:
                said = bytes(process.readAllStandardError().data()).decode(errors="replace")
                self._complain(f"{process.program()} a échoué ({code}) : {said.strip()[-200:]}")
            process.deleteLater()
        self._start_next()

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart and self._process is not None:
            process, self._process = self._process, None
            self._complain(f"{process.program()} ne démarre pas")
            process.deleteLater()
            self._limit.stop()
            self._waiting.clear()

    def _complain(self, problem: str) -> None:
        """Once: a machine without loudspeaker would say it at every sentence."""
        if not self._complained:
            self._complained = True
            log.warning("la voix ne peut pas parler : %s", problem)


def _runs(process: QProcess) -> bool:
    return process.state() is not QProcess.ProcessState.NotRunning
