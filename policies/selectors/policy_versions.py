"""Which policy governs whom (policy Art 13)."""

from datetime import date

from accounts.models import DataSubject
from policies.models import PolicyAcceptance, PolicyVersion


class PolicyMissing(LookupError):
    """No policy version is in force."""


def governing_version(subject: DataSubject, *, on: date) -> PolicyVersion:
    """The version that governs `subject` on a JST date. Raises PolicyMissing.

    A version that requires consent governs only those who accepted it; others keep the last one
    that needed none, or that they accepted.
    """
    accepted = set(
        PolicyAcceptance.objects.filter(subject=subject).values_list("version_id", flat=True)
    )
    versions = list(
        PolicyVersion.objects.filter(effective_from__lte=on)
        .only("pk", "number", "requires_consent", "effective_from")
        .order_by("-effective_from", "-pk")
    )
    for version in versions:
        if not version.requires_consent or version.pk in accepted:
            return version
    if versions:  # nobody can be governed by nothing: the first text applies
        return versions[-1]
    raise PolicyMissing("No policy version is in force. Run manage.py seed_policies.")
