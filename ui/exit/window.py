"""The exit as a window: look, view models and controller put together."""

from collections.abc import Callable, Mapping

from kiosk.config import Config
from kiosk.domain.texts import Texts
from kiosk.paths import ASSETS
from ui.application import QML, Frame, fitting_for
from ui.exit.controller import ExitController
from ui.exit.keyboard import Layout, load_layout
from ui.exit.present import Context
from ui.exit.tasks import ExitTasks
from ui.screen_window import ScreenWindow, Staff
from ui.theme import Themes


class ExitWindow(ScreenWindow[ExitController]):
    """Open from construction to `close`. `on_crash` hears what no screen can mend."""

    def __init__(
        self,
        config: Config,
        texts: Mapping[str, Texts],
        tasks: ExitTasks,
        frame: Frame,
        themes: Themes,
        on_crash: Callable[[BaseException], None],
    ) -> None:
        fitting, size = fitting_for(frame, config.screen, themes, voice=bool(tasks.audio.voices))
        context = Context(config, texts, fitting.aids, _layouts(config), voices=tasks.audio.voices)
        controller = ExitController(context, tasks, fitting, on_crash)
        staff = Staff(config, context.offered, tasks, on_crash)
        view_models = {
            "faces": controller.faces,
            "resolution": controller.resolution,
            "reasons": controller.reasons,
            "comment": controller.comment,
            "keyboard": controller.keyboard,
            "thanks": controller.thanks,
            "outOfOrder": controller.out_of_order,
        }
        title = f"{config.site.name} – {texts[config.languages[0]].say('exit.title')}"
        super().__init__(controller, staff, QML / "exit" / "Main.qml", view_models, title)
        self.open(frame, size, themes.usual)


def _layouts(config: Config) -> Mapping[str, Layout]:
    if not config.exit.comment:
        return {}
    return {lang: load_layout(ASSETS / "i18n" / f"{lang}.toml") for lang in config.languages}
