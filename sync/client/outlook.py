"""What the server says of the waits, in the words and by the clock of this machine."""

from kiosk.domain.outlook import Outlook, Outlooks
from sync.client.push import Pushed, PushResult
from sync.wire import Wait


def outlooks_of(result: PushResult, now_s: float) -> Outlooks | None:
    """`now_s`: the monotonic clock when the answer came. None: nothing was said of it."""
    if not isinstance(result, Pushed) or result.outlook is None:
        return None
    said = result.outlook
    motifs = {motif: _outlook(wait) for motif, wait in said.motifs.items()}
    return Outlooks(now_s - said.age_s, None if said.site is None else _outlook(said.site), motifs)


def _outlook(wait: Wait) -> Outlook:
    return Outlook(wait.ahead, wait.wait_min, wait.wait_max, wait.late)
