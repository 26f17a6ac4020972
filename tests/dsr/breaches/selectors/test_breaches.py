"""Whom a breach concerns, and whether it opens ground 35-5 to them."""

from accounts.models import DataSubject
from accounts.services.data_subjects import ensure_subject, match_member
from dsr.breaches.selectors.breaches import breaches_concerning, unlocks_35_5
from dsr.breaches.services.assessments import judge_not_reportable
from dsr.breaches.services.facts import concern_member, concern_subject
from tests.desk import make_requester
from tests.dsr.breaches.breaches import NOW, Scene


def subject_of(scene: Scene) -> DataSubject:
    return DataSubject.objects.get(pk=scene.case.subject_id)


def test_reportable_breach_unlocks_35_5_for_those_concerned_only(scene: Scene) -> None:
    other = ensure_subject(user=make_requester("taro@mail.example"), now=NOW)
    breach = scene.opened()
    assert unlocks_35_5(subject_of(scene)) is False  # not assessed yet
    scene.assessed(breach)
    assert (unlocks_35_5(subject_of(scene)), unlocks_35_5(other)) == (True, False)
    concern_subject(breach_id=breach.pk, subject_id=other.pk, actor=scene.manager, now=NOW)
    assert unlocks_35_5(other) is True


def test_breach_that_need_not_be_reported_unlocks_nothing(scene: Scene) -> None:
    breach = scene.opened()
    judge_not_reportable(breach_id=breach.pk, reason="誤報", actor=scene.manager, now=NOW)
    assert unlocks_35_5(subject_of(scene)) is False
    assert list(breaches_concerning(subject_of(scene))) == [breach]


def test_member_who_never_filed_is_found_once_matched(scene: Scene) -> None:
    breach = scene.opened(case=None, kind="OTHER", concerned_subject_ids=[])
    concern_member(breach_id=breach.pk, member_id="M-0007", actor=scene.manager, now=NOW)
    scene.assessed(breach)
    late = ensure_subject(user=make_requester("late@mail.example"), now=NOW)
    assert unlocks_35_5(late) is False
    match_member(subject=late, member_id="M-0007", now=NOW)
    assert unlocks_35_5(DataSubject.objects.get(pk=late.pk)) is True


def test_same_person_twice_is_one_person(scene: Scene) -> None:
    breach = scene.opened()
    for _ in range(2):
        concern_subject(
            breach_id=breach.pk, subject_id=scene.case.subject_id, actor=scene.manager, now=NOW
        )
    assert breach.people.count() == 1
