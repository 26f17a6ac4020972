"""Telling the stories: each walks the real services at its own moments, oldest filing first."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from config.demo.people import Person, draw_people
from config.demo.site import site_answering
from config.demo.stories_acting import ACTING
from config.demo.stories_desk import DESK
from config.demo.stories_ended import ENDED
from config.demo.stories_open import GOING_ON
from config.demo.stories_represented import REPRESENTED
from config.demo.story import Story
from config.demo.walk import Desk, Walk, carry_mail
from config.stripe_sandbox.services.clock import reset_clock
from dsr.cases.models import Case
from dsr.cases.services.chasing import send_digests
from dsr.cases.services.escalations import escalate_ownerless
from dsr.cases.services.links import link_filed_case

STORIES = tuple(
    sorted(
        (*ENDED, *GOING_ON, *ACTING, *REPRESENTED, *DESK),
        key=lambda story: (-story.days, story.person),
    )
)
DRAWN = 60  # members beside the personas


def tell_stories(*, now: datetime, first: int = len(STORIES)) -> Iterator[tuple[int, int]]:
    """Tell what was not told yet of the `first` so many; yields how many are told, of how many.

    A story counts as told once its person has as many cases as stories so far, so that a seeding
    that was broken off goes on where it stopped. The sandbox's clock ends at the real time.
    """
    people = draw_people(DRAWN)
    untold = _untold(people, first)
    if not untold:
        return
    desk = Desk()
    with site_answering():
        try:
            for number, story in enumerate(untold, start=1):
                _tell(story, people, desk, now)
                yield number, len(untold)
            _catch_up(now)
        finally:
            reset_clock(now=timezone.now())


def _catch_up(now: datetime) -> None:
    """What jobs see across cases, once all are told: what belongs together, what nobody owns."""
    for case_id in list(Case.objects.order_by("pk").values_list("pk", flat=True)):
        link_filed_case(case_id=case_id, now=now)
    with transaction.atomic():
        send_digests(calls=escalate_ownerless(now=now), now=now)


def is_all_told(*, first: int = len(STORIES)) -> bool:
    """Whether nothing is left to tell of the `first` so many stories."""
    return not _untold(draw_people(DRAWN), first)


def _untold(people: dict[str, Person], first: int) -> list[Story]:
    stories = STORIES[:first]
    if Case.objects.count() >= len(stories):
        return []  # whoever was drawn may be erased since, and others be drawn in their place
    filed = dict(
        Case.objects.values_list("requester__email").annotate(count=Count("pk")).order_by()
    )
    seen: Counter[str] = Counter()
    untold = []
    for story in stories:
        seen[story.person] += 1
        if filed.get(people[story.person].email, 0) < seen[story.person]:
            untold.append(story)
    return untold


def _tell(story: Story, people: dict[str, Person], desk: Desk, now: datetime) -> None:
    person = people[story.person]
    user, _made = User.objects.get_or_create(
        email=person.email, defaults={"password": "!", "language": story.language}
    )
    walk = Walk(person=person, user=user, desk=desk, language=story.language, others=people)
    for moment, (_day, step) in zip(story.moments(now=now), story.steps, strict=True):
        step(walk, moment)
        carry_mail(moment)
