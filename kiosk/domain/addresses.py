"""What a technician may write for a page or a server."""

from urllib.parse import urlsplit


def is_web_address(text: str) -> bool:
    """`http://` or `https://` and a machine; a browser would do something else with the rest."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    is_one_word = text.isprintable() and not any(letter.isspace() for letter in text)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0 and is_one_word
