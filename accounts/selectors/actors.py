"""Who is asking, with what permissions."""

from accounts.domain.actor import STAFF, Actor, requester_actor
from accounts.models import User


def actor_of(user: User) -> Actor:
    """The Actor of a signed-in user: staff with their permissions, or a requester."""
    if not user.is_staff:
        return requester_actor(user.pk)
    return Actor(kind=STAFF, user_id=user.pk, permissions=frozenset(user.get_all_permissions()))
