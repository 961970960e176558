"""What a published configuration says of its site, for the pages and the alerts of a server."""

from pathlib import Path

from kiosk.cli.checks import checks_of
from kiosk.config import Config
from kiosk.config.reader import read_config
from sync.manifest import CONFIG_FILE
from sync.server.sites import MotifSummary, SiteSummary


def read_site(folder: Path) -> SiteSummary | None:
    """None: an older or newer version wrote it, and it does not fit the rules of this one."""
    file = folder / CONFIG_FILE
    config = read_config(file, checks_of(file))
    if not isinstance(config, Config):
        return None
    motifs = (
        MotifSummary(motif.labels, motif.daily_quota, motif.opening)
        for motif in config.catalogue.motifs()
    )
    return SiteSummary(
        config.site.name,
        config.site.rules,
        config.languages,
        tuple(motifs),
        config.message.text,
        config.message.first,
        config.message.last,
    )
