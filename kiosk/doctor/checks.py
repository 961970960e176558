"""Every check, from the machine to the site."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from kiosk.config import Config
from kiosk.config.reader import Problems
from kiosk.data_folder import DataFolder
from kiosk.doctor import devices, display, line, machine, site, store
from kiosk.doctor.look import devices as look_devices
from kiosk.doctor.look import display as look_display
from kiosk.doctor.look import line as look_line
from kiosk.doctor.look import machine as look_machine
from kiosk.doctor.look import site as look_site
from kiosk.doctor.look import store as look_store
from kiosk.doctor.run import Check
from kiosk.domain.clock import Instant, service_day
from kiosk.domain.finding import About, Finding

QUICK_WRITES = 5
UNREADABLE = "La configuration ne se lit pas."


@dataclass(frozen=True, slots=True)
class Patient:
    """What is looked at. `shown`: pixels of the screen that our windows are on.

    `is_screen`: this process shows it."""

    config: Config | Problems
    folder: DataFolder
    shown: tuple[int, int] | None = None
    is_screen: bool = False

    def now(self) -> Instant:
        return look_line.now(self.folder)

    def utc(self) -> datetime:
        return self.now().utc

    @property
    def known(self) -> Config | None:
        return self.config if isinstance(self.config, Config) else None

    def server(self) -> str | None:
        return look_line.server_of(self.folder, self.known)


def checks_of(patient: Patient, *, quick: bool = False) -> tuple[Check, ...]:
    """`quick`: without what waits for a server, and with fewer writes."""
    found = [
        Check(site.CONFIG, lambda: site.config(look_site.config(patient.config))),
        *_with_config(patient),
        *_of_data(patient),
        *_of_machine(patient, quick=quick),
    ]
    return (*found, *(() if quick else _of_line(patient)))


def _with_config(patient: Patient) -> Iterator[Check]:
    folder = patient.folder

    looks: Mapping[About, Callable[[Config], Finding]] = {
        devices.PRINTER: lambda config: devices.printer(look_devices.printer(config, folder)),
        devices.PAPER: lambda config: devices.paper(
            look_devices.paper(config, folder.path, patient.now())
        ),
        store.NUMBERS: lambda config: store.numbers(
            look_store.numbers(folder.path, config, _day(config, patient.now()))
        ),
        display.SCREEN: lambda config: display.screen(look_display.screen(config, patient.shown)),
        display.HEIGHTS: lambda config: display.heights(
            look_display.heights(config, patient.shown)
        ),
        display.FONTS: lambda config: display.fonts(look_display.letters(config)),
        devices.SOUND: lambda config: devices.sound(look_devices.sound(config)),
        devices.VOICES: lambda config: devices.voices(look_devices.voices(config)),
        site.OPENING: lambda config: site.opening(look_site.opening(config, patient.utc())),
        site.HOLIDAYS: lambda config: site.holidays(look_site.holidays(config, patient.utc())),
    }

    for about, look in looks.items():
        yield Check(about, _known_first(patient, about, look))


def _known_first(
    patient: Patient, about: About, look: Callable[[Config], Finding]
) -> Callable[[], Finding]:
    config = patient.known
    if config is None:
        return lambda: about.skipped(UNREADABLE)
    return lambda: look(config)


def _day(config: Config, now: Instant) -> str:
    return service_day(now, config.site.rules.zone, config.site.day_starts, None).isoformat()


def _of_data(patient: Patient) -> Iterator[Check]:
    folder, path = patient.folder, patient.folder.path
    yield Check(store.DATABASE, lambda: store.database(look_store.database(path)))
    yield Check(
        store.UNSENT,
        lambda: store.unsent(
            look_store.unsent(path, patient.now(), has_server=patient.server() is not None)
        ),
    )
    yield Check(
        line.SERVER,
        lambda: line.server(look_line.server(folder, has_server=patient.server() is not None)),
    )
    yield Check(store.UPDATE, lambda: store.update(look_store.update(path)))


def _of_machine(patient: Patient, *, quick: bool) -> Iterator[Check]:
    path, is_screen = patient.folder.path, patient.is_screen
    yield Check(devices.TOUCH, lambda: devices.touch(look_devices.inputs()))
    yield Check(line.CLOCK, lambda: _clock(patient))
    yield Check(
        machine.DISK_SPEED,
        lambda: machine.disk_speed(
            look_machine.disk_speed(path, QUICK_WRITES if quick else look_machine.WRITES)
        ),
    )
    yield Check(machine.ROOM, lambda: machine.room(look_machine.room(path, ours=is_screen)))
    yield Check(machine.MEMORY, lambda: machine.memory(look_machine.memory(ours=is_screen)))
    yield Check(machine.TEMPERATURE, lambda: machine.temperature(look_machine.temperature()))
    yield Check(machine.POWER, lambda: machine.power(look_machine.power()))


def _clock(patient: Patient) -> Finding:
    now = patient.now()
    return line.clock(now.state, look_site.local(now.utc, patient.known))


def _of_line(patient: Patient) -> Iterator[Check]:
    folder = patient.folder
    yield Check(line.SERVER_TIME, lambda: line.server_time(look_line.server_time(folder)))
    yield Check(
        line.CERTIFICATE,
        lambda: line.certificate(look_line.certificate(folder, patient.server())),
    )
