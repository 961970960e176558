"""Where the configuration of a machine comes from: its own file, over what a server published."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.checks import checks_of
from kiosk.config import Config, Publication
from kiosk.config.layers import MOTIFS
from kiosk.config.reader import Problems, read_layers
from kiosk.config.toml_file import TomlFile, load_toml
from kiosk.paths import SHIPPED_CONFIG, own_config

if TYPE_CHECKING:
    from sync.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Sources:
    """`file` None: that of the machine, when there is one. `printer_url` wins over every file."""

    file: Path | None
    data: Path
    printer_url: str | None = None

    def load(self) -> Config | Problems:
        """What holds now."""
        return self._read(self.publication())

    def publication(self) -> Publication | None:
        # Looked for by name: a screen need not read the storage's modules before its first frame.
        if not (self.data / "published").is_dir():
            return None
        from kiosk.storage.published import read_publication

        return read_publication(self.data)

    def paths(self, publication: Publication | None) -> tuple[Path, ...]:
        """The files that make the configuration; the first wins."""
        own = self.file or own_config()
        published = None if publication is None else publication.file
        if own is None:
            return (published or SHIPPED_CONFIG,)
        if published is None and self._waits_for_motifs(own):
            return (own, SHIPPED_CONFIG)
        return (own,) if published is None else (own, published)

    def check(self, config: Path, manifest: "Manifest") -> Sequence[str]:
        """What is wrong with this published file here, alone or under the machine's own."""
        from kiosk.cli.publishing import problems_of

        alone = problems_of(config, manifest.site, whole_site=manifest.device is None)
        found = alone or self._read(Publication(manifest.rev, "", config))
        return () if isinstance(found, Config) else [_told(each, config) for each in found]

    def _read(self, publication: Publication | None) -> Config | Problems:
        found = read_layers(self.paths(publication), checks_of)
        if not isinstance(found, Config):
            return found
        url = self.printer_url or found.printer.url
        printer = replace(found.printer, url=url)
        return replace(found, printer=printer, publication=publication)

    def _waits_for_motifs(self, own: Path) -> bool:
        """Let in by a server, and told nothing yet: its file need not say what the server will."""
        from kiosk.storage.enrolment import FILE

        if not (self.data / FILE).is_file():
            return False
        file = load_toml(own)
        return isinstance(file, TomlFile) and not any(key in file.content for key in MOTIFS)


def _told(problem: object, config: Path) -> str:
    return str(problem).replace(f"{config.parent}/", "")
