"""An image → the dots of a logo that a printer keeps, under a key drawn from its content."""

import hashlib
import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from kiosk.domain.system_errors import trouble
from printer.operations import Picture
from printer.profiles import Memory, Profile
from printer.raster import picture_of

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 25_000_000
MOST_MM = 20
"""The height of a logo on paper."""
LIGHTEST = 250
"""A logo whose darkest dot is lighter than that is a white page."""
KEY_SIGNS = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Logo:
    picture: Picture
    digest: str
    """SHA-256 of its dots: the same image on another head is another logo."""

    @property
    def key(self) -> bytes:
        number = int(self.digest[:8], 16) % len(KEY_SIGNS) ** 2
        return bytes(KEY_SIGNS[digit] for digit in divmod(number, len(KEY_SIGNS)))


@dataclass(frozen=True, slots=True)
class BadLogo:
    advice: str


def read_logo(file: Path, profile: Profile) -> Logo | BadLogo:
    if profile.memory is Memory.NONE:
        return BadLogo(
            f"{profile.name}\u00a0: ce modèle ne garde pas de logo. Écrire le nom du service dans "
            "« header »."
        )
    try:
        if file.stat().st_size > MOST_BYTES:
            return BadLogo(f"{file}\u00a0: l’image dépasse {MOST_BYTES // 1024 // 1024} Mio.")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file) as image:
                return _drawn(image, file, profile)
    except (UnidentifiedImageError, Image.DecompressionBombError, SyntaxError, ValueError):
        return BadLogo(f"{file}\u00a0: ce n’est pas une image. Donner un fichier PNG ou JPEG.")
    except OSError as error:
        # What Pillow says of a file that is cut short has no number.
        cause = trouble(error).cause if error.errno else "l’image est abîmée"
        return BadLogo(f"{file}\u00a0: {cause}.")


def _drawn(image: Image.Image, file: Path, profile: Profile) -> Logo | BadLogo:
    if image.width * image.height > MOST_PIXELS:
        return BadLogo(f"{file}\u00a0: l’image a trop de points. La réduire d’abord.")
    flat = Image.new("RGBA", image.size, "white")
    flat.alpha_composite(image.convert("RGBA"))
    grey = flat.convert("L")
    grey.thumbnail((profile.width_dots, round(MOST_MM * profile.dots_per_mm)))
    ink = ImageOps.autocontrast(grey).point(lambda value: 255 - value).convert("1")
    box = ink.getbbox()
    if box is None or grey.point(lambda value: 255 * (value <= LIGHTEST)).getbbox() is None:
        return BadLogo(f"{file}\u00a0: l’image est blanche, rien ne s’imprimerait.")
    picture = picture_of(ink.crop(box))
    digest = hashlib.sha256(picture.row_bytes.to_bytes(2, "big") + picture.data).hexdigest()
    return Logo(picture, digest)
