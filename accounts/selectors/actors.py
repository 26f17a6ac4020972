"""Who is asking, with what permissions."""

from django.http import HttpRequest

from accounts.domain.actor import STAFF, Actor, requester_actor
from accounts.models import User


def signed_in(request: HttpRequest) -> User:
    """The user of a request that its edge has already checked. Raises TypeError for nobody."""
    if not isinstance(request.user, User):
        raise TypeError("This address is for people who are signed in.")
    return request.user


def actor_of(user: User) -> Actor:
    """The Actor of a signed-in user: staff with their permissions, or a requester."""
    if not user.is_staff:
        return requester_actor(user.pk)
    return Actor(kind=STAFF, user_id=user.pk, permissions=frozenset(user.get_all_permissions()))
