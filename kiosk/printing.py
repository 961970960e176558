"""The printer that the configuration names, and the spool that journals what is sent to it."""

from collections.abc import Callable

from kiosk.config import Config
from kiosk.data_folder import DataFolder
from kiosk.domain.roll import Forecast, forecast, full_mm
from kiosk.domain.system_errors import trouble
from kiosk.domain.texts import load_texts
from kiosk.paths import ASSETS
from kiosk.storage.database import Unusable
from kiosk.storage.failure import CannotWrite
from kiosk.storage.lock import FolderLock
from kiosk.storage.logo_file import LogoFile
from kiosk.storage.print_jobs import PrintJournal
from printer.layout_file import BadLayout, Layout, load_layout
from printer.link import BadUrl, Hand, OneWay, Virtual, open_link
from printer.operations import Kept
from printer.press import Press
from printer.profiles import Memory, NoProfile, Profile, deaf, load_profile
from printer.spool import Spool

LOCK_FILE = "printer.lock"
PAPER_FOLDER = "paper"

OnTicket = Callable[[bytes], None]


def profile_of(config: Config) -> Profile | NoProfile:
    """The one that the configuration names: shipped, or lying beside it."""
    return load_profile(config.printer.profile, config.source.parent)


def layout_of(config: Config) -> Layout | BadLayout:
    return load_layout(config.printer.layout, config.source.parent)


def kept_logo(config: Config, folder: DataFolder, profile: Profile) -> Kept | None:
    """What lies in the printer of the configuration, when `borne printer logo` put it there."""
    kept = LogoFile(folder.path).read()
    if profile.memory is Memory.NONE or not kept.lies_in(config.printer.url):
        return None
    return Kept(kept.key.encode(), kept.rows)


def find_printer(
    config: Config,
    folder: DataFolder,
    on_ticket: OnTicket | None = None,
    hand: Hand | None = None,
) -> Press | Unusable:
    """The printer, its link still closed. `on_ticket` hears each ticket of a virtual one, which has
    paper as long as `hand` leaves it there."""
    profile = profile_of(config)
    if isinstance(profile, NoProfile):
        return Unusable(str(profile))
    if isinstance(layout := layout_of(config), BadLayout):
        return Unusable(str(layout))
    virtual = Virtual(folder.path / PAPER_FOLDER, profile, on_ticket, hand)
    link = open_link(config.printer.url, virtual)
    if isinstance(link, BadUrl):
        return Unusable(str(link))
    return Press(link, deaf(profile) if isinstance(link, OneWay) else profile)


def paper_picture(config: Config) -> Callable[[bytes], bytes] | Unusable:
    """From the bytes of a ticket to a PNG of its paper alone. Slow: for a worker."""
    profile = profile_of(config)
    if isinstance(profile, NoProfile):
        return Unusable(str(profile))

    def draw(ticket: bytes) -> bytes:
        from printer.picture import cut_out  # Imports Pillow: at work, not at start.

        return cut_out(ticket, profile)

    return draw


def paper_left(press: Press, journal: PrintJournal, now: int) -> Forecast | None:
    """`now` in ms since 1970."""
    roll = journal.roll()
    if roll is None:
        return None
    return forecast(roll, full_mm(press.profile.paper_mm), now)


def open_spool(config: Config, folder: DataFolder, press: Press, journal: PrintJournal) -> Spool:
    """For the thread that opened the journal. The folder's printer takes one job at a time.

    Raises CannotWrite.
    """
    layout = layout_of(config)
    if isinstance(layout, BadLayout):
        raise CannotWrite(str(layout))
    texts = {lang: load_texts(ASSETS / "i18n" / f"{lang}.toml") for lang in config.languages}
    file = folder.path / LOCK_FILE
    try:
        lock = FolderLock(file)
    except OSError as error:
        raise CannotWrite(f"Le fichier {file} ne peut pas être écrit : {trouble(error)}") from error
    return Spool(
        journal, lock, press, config, texts, layout, kept_logo(config, folder, press.profile)
    )
