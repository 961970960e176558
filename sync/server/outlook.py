"""What a device is told of the waits at its site."""

from sync.wire import Waits


def waits_of(site: str) -> Waits | None:  # noqa: ARG001 - counters will be looked up by site
    """None: this server knows no counters yet, so it cannot tell, and does not guess."""
    return None
