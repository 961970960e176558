"""A kiosk without a network, the server that let it in, and a USB key between them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.desk import Desk
from kiosk.domain.identifiers import uuid7
from kiosk.domain.tickets import Order
from kiosk.parcels import Exported, Heard, export, take_receipt
from kiosk.storage.database import Database, open_database
from kiosk.storage.enrolment import Enrolment
from kiosk.storage.outbox import DeviceOutbox
from sync.server import codes
from sync.server.beside import beside
from sync.server.codes import Asking, Invitation, LetIn
from sync.server.parcels import Import, NotTaken, Taken
from sync.server.place import Place, Unusable
from sync.server.rows import Rows
from sync.server.storage import stored_events
from tests.fakes import HandClock, small_config
from tests.sync.kit import TEN_UTC


@dataclass
class Kiosk:
    database: Database
    desk: Desk
    site: str
    enrolment: Enrolment
    device: UUID

    @property
    def outbox(self) -> DeviceOutbox:
        return DeviceOutbox(self.database, self.site)

    def take_tickets(self, count: int) -> None:
        for _ in range(count):
            self.desk.take_ticket(Order(uuid7(), "passeport", "fr"))

    def waiting(self) -> int:
        head, acked = self.outbox.position()
        return head - acked

    def export(self, key: Path, part_bytes: int = 4096) -> Exported:
        done = export(self.outbox, self.enrolment, key, part_bytes)
        assert isinstance(done, Exported), done
        return done

    def hear(self, key: Path) -> Heard:
        heard = take_receipt(self.outbox, self.enrolment, key)
        assert isinstance(heard, Heard), heard
        return heard


@contextmanager
def kiosk_of(place: Place, folder: Path, site: str = "mairie") -> Iterator[Kiosk]:
    """Enrolled at that server."""
    clock = HandClock()
    database = open_database(folder, clock.boot_id())
    assert isinstance(database, Database)
    outbox = DeviceOutbox(database, site)
    enrolment = let_in(place, outbox, site)
    desk = Desk(database, small_config(), clock)
    yield Kiosk(database, desk, site, enrolment, outbox.identity()[0])
    database.close()


def let_in(place: Place, outbox: DeviceOutbox, site: str) -> Enrolment:
    private = Ed25519PrivateKey.generate()
    asking = Asking(outbox.identity()[0], private.public_key().public_bytes_raw())

    def redeem(rows: Rows) -> object:
        with rows.atomic():
            code, _ = codes.make(rows, Invitation(site), TEN_UTC)
            return codes.redeem(rows, code, asking, TEN_UTC)

    let = beside(place, redeem)
    assert isinstance(let, LetIn), let
    own = private.private_bytes_raw()
    return Enrolment("http://x.invalid", site, own, let.fleet_key, None, let.seal_key)


def take(place: Place, key: Path) -> list[Taken | NotTaken]:
    """The server reads the key, and writes its answer there."""
    taking = Import(place, lambda: TEN_UTC)
    found = taking.take(key)
    assert isinstance(found, Iterator), found
    done = list(found)
    assert isinstance(taking.answer(key), int)
    return done


def refusals(done: list[Taken | NotTaken]) -> list[str]:
    return [each.reason for each in done if isinstance(each, NotTaken)]


def stored(place: Place) -> list[dict[str, object]]:
    found = stored_events(place)
    assert not isinstance(found, Unusable)
    return list(found)


def seqs(place: Place) -> list[object]:
    return [event["seq"] for event in stored(place)]
