"""Who is in front of a page."""

from dataclasses import dataclass, field

from sync.server.admin.audit import By
from sync.server.admin.people import Person
from sync.server.admin.roles import Action, may
from sync.server.admin.sessions import form_token


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in. `id_token`: of the identity provider; empty without one."""

    person: Person
    lang: str
    token: str = field(repr=False)
    id_token: str = field(default="", repr=False)

    @property
    def site(self) -> str:
        """Empty: all sites."""
        return self.person.site

    @property
    def form_token(self) -> str:
        return form_token(self.token)

    def may(self, action: Action) -> bool:
        return may(self.person.role, action)

    def sees(self, site: str) -> bool:
        """Whether what is of this site, or of all (empty), is theirs to see."""
        return self.site in ("", site)

    def by(self, now: int) -> By:
        return By(self.person.name, now)
