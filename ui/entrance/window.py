"""The entrance as a window: look, view models and controller put together."""

from collections.abc import Callable, Mapping

from kiosk.config import Config
from kiosk.domain.texts import Texts
from ui.application import QML, Frame, Window, look_for
from ui.entrance.controller import EntranceController
from ui.entrance.flow import Flow
from ui.entrance.present import Context
from ui.entrance.tasks import EntranceTasks
from ui.theme import Theme


class EntranceWindow:
    """Open from construction to `close`. `on_crash` hears what no screen can mend."""

    def __init__(
        self,
        config: Config,
        texts: Mapping[str, Texts],
        tasks: EntranceTasks,
        frame: Frame,
        theme: Theme,
        on_crash: Callable[[BaseException], None],
    ) -> None:
        self._look, size = look_for(frame, config.screen, theme)
        context = Context(config, texts, Flow(config.catalogue, config.screen))
        room = self._look.room(size.width(), size.height())
        self.controller = EntranceController(context, tasks, room, on_crash)
        title = f"{config.site.name} – {texts[config.languages[0]].say('entrance.title')}"
        self._window = Window(QML / "entrance" / "Main.qml", self._properties(), title)
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
            "attract": controller.attract,
            "category": controller.category,
            "motif": controller.motif,
            "confirmation": controller.confirmation,
            "refused": controller.refused,
            "closed": controller.closed,
            "outOfOrder": controller.out_of_order,
            "idle": controller.idle,
            "strip": controller.strip,
        }
