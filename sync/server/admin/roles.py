"""What each role may see and do. A device is no person: it has a key instead."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    AGENT = "agent"
    SITE_MANAGER = "site_manager"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Action(StrEnum):
    SEE_LIVE = "see_live"
    SEE_HOME = "see_home"
    """One's own account included."""
    MODERATE = "moderate"
    SEE_DEVICES = "see_devices"
    MANAGE_DEVICES = "manage_devices"
    ACKNOWLEDGE = "acknowledge"
    """An alert."""
    PUBLISH = "publish"
    """The configuration of a site."""
    SEE_QUARANTINE = "see_quarantine"
    REPLAY = "replay"
    MANAGE_PEOPLE = "manage_people"
    SEE_AUDIT = "see_audit"


_EVERYBODY = frozenset({Action.SEE_LIVE, Action.SEE_HOME})
_ALLOWED: Mapping[Role, frozenset[Action]] = MappingProxyType(
    {
        Role.AGENT: _EVERYBODY,
        Role.SITE_MANAGER: _EVERYBODY
        | {Action.MODERATE, Action.SEE_DEVICES, Action.ACKNOWLEDGE, Action.PUBLISH},
        Role.ADMINISTRATOR: frozenset(Action),
        Role.AUDITOR: _EVERYBODY | {Action.SEE_DEVICES, Action.SEE_QUARANTINE, Action.SEE_AUDIT},
    }
)


def may(role: Role, action: Action) -> bool:
    return action in _ALLOWED[role]
