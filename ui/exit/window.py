"""The exit as a window: look, view models and controller put together."""

from collections.abc import Callable, Mapping

from kiosk.config import Config
from kiosk.domain.feedback import FOUR_FACES
from kiosk.domain.texts import Texts
from ui.application import QML, Frame, Window, look_for
from ui.exit.controller import ExitController
from ui.exit.present import Context
from ui.exit.tasks import ExitTasks
from ui.theme import Theme


class ExitWindow:
    """Open from construction to `close`. `on_crash` hears what no screen can mend."""

    def __init__(
        self,
        config: Config,
        texts: Mapping[str, Texts],
        tasks: ExitTasks,
        frame: Frame,
        theme: Theme,
        on_crash: Callable[[BaseException], None],
    ) -> None:
        self._look, size = look_for(frame, config.screen, theme)
        context = Context(config, texts, FOUR_FACES)
        room = self._look.room(size.width(), size.height())
        self.controller = ExitController(context, tasks, room, on_crash)
        title = f"{config.site.name} – {texts[config.languages[0]].say('exit.title')}"
        self._window = Window(QML / "exit" / "Main.qml", self._properties(), title)
        self.view = self._window.view
        self.view.frameSwapped.connect(self._painted)
        self._started = False
        self._window.open(frame, size, theme.paper)

    @property
    def screen(self) -> str:
        return self.controller.state.screen.value

    def close(self) -> None:
        self.controller.stop()
        self._window.close()

    def _painted(self) -> None:
        """The first frame is there: now open the database."""
        if not self._started:
            self._started = True
            self.view.frameSwapped.disconnect(self._painted)
            self.controller.start()

    def _properties(self) -> Mapping[str, object]:
        controller = self.controller
        return {
            "look": self._look,
            "viewModel": controller.shell,
            "faces": controller.faces,
            "resolution": controller.resolution,
            "reasons": controller.reasons,
            "thanks": controller.thanks,
            "outOfOrder": controller.out_of_order,
            "strip": controller.strip,
        }
