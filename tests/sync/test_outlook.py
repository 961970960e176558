"""What a server says of the waits reaches the kiosk, dated by the kiosk's own clock."""

from kiosk.domain.outlook import Outlook, Outlooks
from sync.client.outlook import outlooks_of
from sync.client.push import Pushed, SendResult, Unreachable, check_in
from sync.wire import Answer, Batch, Position, Wait, Waits
from tests.sync.kit import Device

SAID = Waits(30.0, Wait(7, 10, 25), {"passeport": Wait(3, 20, 45, late=True)})


class TellingServer:
    """A server that knows its counters."""

    def __init__(self, outlook: Waits | None) -> None:
        self._outlook = outlook

    def __call__(self, batch: Batch) -> SendResult:
        return Answer("ok", Position(0, batch.prev), outlook=self._outlook)


def test_a_kiosk_that_checks_in_learns_of_the_waits_and_of_their_age() -> None:
    result = check_in(Device(), TellingServer(SAID))
    known = Outlooks(970.0, Outlook(7, 10, 25), {"passeport": Outlook(3, 20, 45, late=True)})
    assert outlooks_of(result, now_s=1000.0) == known


def test_a_server_that_says_nothing_of_waits_leaves_them_unknown() -> None:
    result = check_in(Device(), TellingServer(None))
    assert isinstance(result, Pushed)
    assert outlooks_of(result, now_s=1000.0) is None


def test_a_network_that_is_down_says_nothing_of_waits() -> None:
    assert outlooks_of(Unreachable("no route"), now_s=1000.0) is None
