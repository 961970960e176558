"""A device whose disk was copied or put back says all again, in a new log."""

from kiosk.desk import Desk
from kiosk.domain.identifiers import uuid7
from kiosk.domain.tickets import Order, Ticket
from kiosk.storage import events
from kiosk.storage.database import Database
from kiosk.storage.outbox import DeviceOutbox
from sync.wire import chain, genesis


def test_the_events_keep_their_ids_and_the_chain_begins_anew(
    database: Database, desk: Desk
) -> None:
    for _ in range(3):
        assert isinstance(desk.take_ticket(Order(uuid7(), "passeport", "fr")), Ticket)
    outbox = DeviceOutbox(database, "mairie")
    batch = outbox.batch(100)
    assert batch is not None
    before = [event.id for event in batch.events]

    outbox.begin_log()

    again = outbox.batch(100)
    assert again is not None
    assert [event.id for event in again.events] == before
    assert again.log != batch.log
    assert again.first == 1
    digest = genesis(again.device, again.log)
    for event in again.events:
        digest = chain(digest, event)
        assert events.hash_at(database.rows, event.seq) == digest
    assert again.head == digest.hex()


def test_what_is_written_next_follows_in_the_new_log(database: Database, desk: Desk) -> None:
    desk.tell_started("1")
    outbox = DeviceOutbox(database, "mairie")
    outbox.begin_log()
    desk.tell_started("2")
    batch = outbox.batch(100)
    assert batch is not None
    digest = bytes.fromhex(batch.prev)
    for event in batch.events:
        digest = chain(digest, event)
    assert digest.hex() == outbox.hash_at(2)
    assert outbox.position() == (2, 0)
