"""The entrance as a window: look, view models and controller put together."""

from collections.abc import Callable, Mapping

from kiosk.config import Config
from kiosk.domain.texts import Texts
from ui.application import QML, Frame, fitting_for
from ui.entrance.controller import EntranceController
from ui.entrance.flow import Flow
from ui.entrance.present import Context
from ui.entrance.tasks import EntranceTasks
from ui.screen_window import ScreenWindow, Staff
from ui.theme import Themes


class EntranceWindow(ScreenWindow[EntranceController]):
    """Open from construction to `close`. `on_crash` hears what no screen can mend."""

    def __init__(
        self,
        config: Config,
        texts: Mapping[str, Texts],
        tasks: EntranceTasks,
        frame: Frame,
        themes: Themes,
        on_crash: Callable[[BaseException], None],
    ) -> None:
        fitting, size = fitting_for(frame, config.screen, themes, voice=bool(tasks.audio.voices))
        flow, voices = Flow(config.catalogue, config.screen), tasks.audio.voices
        context = Context(config, texts, fitting.aids, flow, voices=voices)
        controller = EntranceController(context, tasks, fitting, on_crash)
        staff = Staff(config, context.offered, tasks, on_crash)
        view_models = {
            "attract": controller.attract,
            "category": controller.category,
            "motif": controller.motif,
            "card": controller.card,
            "priority": controller.priority,
            "doubt": controller.doubt,
            "confirmation": controller.confirmation,
            "refused": controller.refused,
            "closed": controller.closed,
            "outOfOrder": controller.out_of_order,
        }
        title = f"{config.site.name} – {texts[config.languages[0]].say('entrance.title')}"
        super().__init__(controller, staff, QML / "entrance" / "Main.qml", view_models, title)
        self.open(frame, size, themes.usual)
