"""Where the product's own files are, and where a user's are by the platform's conventions."""

from pathlib import Path

ASSETS = Path(__file__).resolve().parent.parent / "assets"
"""Beside the packages, in a checkout and in an installation alike."""


SHIPPED_CONFIG = ASSETS / "catalogues" / "mairie.toml"
"""What a machine runs on that was told nothing."""


def own_config() -> Path | None:
    """The technician's file, when there is one."""
    import platformdirs

    for folder in (platformdirs.user_config_path("borne"), platformdirs.site_config_path("borne")):
        if (folder / "borne.toml").is_file():
            return folder / "borne.toml"
    return None


def default_config() -> Path:
    """The technician's file when there is one, else the catalogue of a mairie as shipped."""
    return own_config() or SHIPPED_CONFIG


def default_data() -> Path:
    import platformdirs

    return platformdirs.user_data_path("borne")
