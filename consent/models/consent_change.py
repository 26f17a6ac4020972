"""The feed of changes: what services follow, in one order for everybody."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from consent.models.consent_event import ConsentEvent
from consent.models.consent_text import ConsentText
from policies.models import PolicyAcceptance, PolicyVersion

THINGS = ("event", "text", "acceptance", "version")


def _only(thing: str) -> models.Q:
    return models.Q(**{f"{name}__isnull": name != thing for name in THINGS})


class ConsentChange(models.Model):
    """One line of the feed: a yes or no, new words, a new policy, or the acceptance of one.

    Triggers of the database write it with the thing itself. `position` comes later: whoever reads
    the feed first numbers what is committed and has none, one at a time (services.changes). So a
    change that commits late gets a late position, and no reader ever passes over it.
    """

    # Neither index nor foreign key: the triggers alone write these, and a ledger loses no row.
    event = models.ForeignKey(
        ConsentEvent, on_delete=models.DO_NOTHING, null=True, related_name="+",
        db_index=False, db_constraint=False,
    )  # fmt: skip
    text = models.ForeignKey(
        ConsentText, on_delete=models.DO_NOTHING, null=True, related_name="+",
        db_index=False, db_constraint=False,
    )  # fmt: skip
    acceptance = models.ForeignKey(
        PolicyAcceptance, on_delete=models.DO_NOTHING, null=True, related_name="+",
        db_index=False, db_constraint=False,
    )  # fmt: skip
    version = models.ForeignKey(
        PolicyVersion, on_delete=models.DO_NOTHING, null=True, related_name="+",
        db_index=False, db_constraint=False,
    )  # fmt: skip
    position = models.BigIntegerField(_("position"), null=True)

    class Meta:
        verbose_name = _("change of consent")
        verbose_name_plural = _("changes of consent")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=_only("event") | _only("text") | _only("acceptance") | _only("version"),
                name="a_change_is_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["position"], name="a_position_is_one_change",
                condition=models.Q(position__isnull=False),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["id"], name="consent_change_unnumbered",
                condition=models.Q(position__isnull=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.position}"
