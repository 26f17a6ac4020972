"""A person is shown the breaches they were told of, and nothing of a suspicion."""

from accounts.models import DataSubject
from dsr.breaches.personal_data.holding import collect
from tests.dsr.breaches.breaches import Scene


def records(scene: Scene) -> list[dict[str, object]]:
    subject = DataSubject.objects.get(pk=scene.case.subject_id)
    return [record for rows in collect(subject) for record in rows.records]


def test_only_breaches_the_person_was_told_of_are_collected(scene: Scene) -> None:
    breach = scene.opened()
    assert records(scene) == []
    scene.told(breach, "PPC")
    assert records(scene) == []
    scene.told(breach)
    assert records(scene) == [
        {
            "breach_reference": breach.reference,
            "known_since": "2026-04-01",
            "categories": [],
            "told_on": ["2026-04-02"],
        }
    ]
