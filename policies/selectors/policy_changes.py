"""What a version or a draft changes, for the page that shows it."""

from dataclasses import dataclass

from policies.domain.policy_diff import SAME, SKIPPED, DiffRow, compare
from policies.models import PolicyDraft, PolicyVersion


@dataclass(frozen=True)
class Change:
    """The difference between two texts in one language; `older` is None for a first text."""

    language: str
    older: PolicyVersion | None
    rows: list[DiffRow]

    @property
    def differs(self) -> bool:
        """Whether there is anything to show beside each other."""
        return any(row.kind not in (SAME, SKIPPED) for row in self.rows)


def version_before(version: PolicyVersion) -> PolicyVersion | None:
    """The version of the same document that stood before this one."""
    earlier = PolicyVersion.objects.filter(
        document=version.document, effective_from__lte=version.effective_from
    ).exclude(pk=version.pk)
    same_day = earlier.filter(effective_from=version.effective_from)
    if not version.requires_consent:
        same_day = same_day.filter(requires_consent=False)
    before = earlier.filter(effective_from__lt=version.effective_from) | same_day.filter(
        pk__lt=version.pk
    )
    return before.order_by("-effective_from", "-requires_consent", "-pk").first()


def newest(document: str) -> PolicyVersion | None:
    """The version of a document that takes effect last."""
    versions = PolicyVersion.objects.filter(document=document)
    return versions.order_by("-effective_from", "-requires_consent", "-pk").first()


def texts_of(written: PolicyVersion | PolicyDraft, language: str) -> list[tuple[str, str]]:
    """Code and text of both languages, the reader's first."""
    texts = [("ja", written.text_ja), ("en", written.text_en)]
    return sorted(texts, key=lambda text: text[0] != language)


def changes(
    older: PolicyVersion | None, newer: PolicyVersion | PolicyDraft, language: str
) -> list[Change]:
    """Both languages, the reader's first."""
    before = dict(texts_of(older, language)) if older else {}
    return [
        Change(code, older, compare(before.get(code, ""), text))
        for code, text in texts_of(newer, language)
    ]
