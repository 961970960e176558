"""What a browser sends back of what it was shown."""

from uuid import UUID


def id_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def number_of(text: str) -> int | None:
    """None: none, or no row of ours has it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 17 else None
