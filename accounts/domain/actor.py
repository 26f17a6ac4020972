"""Who acts. Built at the edge, passed down, written into every event."""

from dataclasses import dataclass, field

REQUESTER, STAFF, SYSTEM, SERVICE = "REQUESTER", "STAFF", "SYSTEM", "SERVICE"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """One acting person or program.

    Arguments:
        kind: REQUESTER, STAFF, SYSTEM or SERVICE (accounts.enums.ActorKind).
        user_id: primary key of the User for REQUESTER and STAFF, else None.
        name: for SYSTEM the job's name, for SERVICE the client's id; never a person's name.
        permissions: full permission names, such as "dsr_cases.assign_case"; empty for requesters.
    """

    kind: str
    user_id: int | None = None
    name: str = ""
    permissions: frozenset[str] = field(default_factory=frozenset)

    def may(self, permission: str) -> bool:
        """Whether a STAFF actor holds this permission (SYSTEM holds none: tables name it)."""
        return self.kind == STAFF and permission in self.permissions


def system_actor(name: str) -> Actor:
    """The actor of a job: `system_actor("fees.sweep_attempts")`."""
    return Actor(kind=SYSTEM, name=name)


def requester_actor(user_id: int) -> Actor:
    """The actor of a signed-in requester."""
    return Actor(kind=REQUESTER, user_id=user_id)
