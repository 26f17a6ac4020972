"""Actions in sources: one thing to do at one holder, until somebody says that it is done."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StoredFile
from dsr.cases.models import CaseItem
from dsr.fulfilment.enums import ActionKind, ActionRoute, ActionStatus, HolderKind
from dsr.fulfilment.models.data_source import DataSource
from dsr.fulfilment.models.measure import Measure
from policies.models import DataCategory, Processor, Recipient


class ActionTask(models.Model):
    """One measure at one holder. Its id is the idempotency key towards the holder's interface.

    What was ordered (`action`, `category`, `detail_sealed` as in Measure) is written here and stays
    when the draft changes later; `measure` is only where it came from, and may be gone by then.

    `attempts` fences: only the latest call may settle. `failures` are those in a row; `try_at` is
    when the next call is due. `sent_at`: the last call; `accepted_at`: the holder said "later".
    `affected`: how many records the holder says it changed. `proof` and `note_sealed`: what a
    person attached when confirming by hand, or why it was called off.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(CaseItem, on_delete=models.PROTECT, related_name="action_tasks")
    measure = models.ForeignKey(
        Measure, on_delete=models.SET_NULL, null=True, blank=True, related_name="tasks"
    )
    action = models.CharField(_("action"), max_length=15, choices=ActionKind)
    category = models.ForeignKey(DataCategory, on_delete=models.PROTECT, related_name="+")
    detail_sealed = models.BinaryField(null=True, blank=True)
    holder_kind = models.CharField(_("holder"), max_length=10, choices=HolderKind)
    source = models.ForeignKey(
        DataSource, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    processor = models.ForeignKey(
        Processor, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recipient = models.ForeignKey(
        Recipient, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    route = models.CharField(_("route"), max_length=10, choices=ActionRoute)
    status = models.CharField(
        _("status"), max_length=10, choices=ActionStatus, default=ActionStatus.WAITING
    )
    made_at = models.DateTimeField(_("made at"))
    due_date = models.DateField(_("due"))
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name=_("assignee"),
    )  # fmt: skip
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=40, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    affected = models.PositiveIntegerField(_("records changed"), null=True, blank=True)
    proof = models.OneToOneField(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note_sealed = models.BinaryField(null=True, blank=True)
    chase_level = models.PositiveSmallIntegerField(_("urgency of the last chase mail"), default=0)
    chased_on = models.DateField(_("last chase mail on"), null=True, blank=True)

    class Meta:
        verbose_name = _("action in a source")
        verbose_name_plural = _("actions in sources")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "source", "processor", "recipient"],
                condition=Q(measure__isnull=False),
                nulls_distinct=False,
                name="a_measure_is_taken_once_per_holder",
            ),
            models.CheckConstraint(
                condition=Q(
                    holder_kind="SOURCE",
                    source__isnull=False,
                    processor__isnull=True,
                    recipient__isnull=True,
                )
                | Q(
                    holder_kind="PROCESSOR",
                    source__isnull=True,
                    processor__isnull=False,
                    recipient__isnull=True,
                )
                | Q(
                    holder_kind="RECIPIENT",
                    source__isnull=True,
                    processor__isnull=True,
                    recipient__isnull=False,
                ),
                name="an_action_has_one_holder",
            ),
            models.CheckConstraint(
                condition=Q(status="CONFIRMED", confirmed_at__isnull=False)
                | (~Q(status="CONFIRMED") & Q(confirmed_at__isnull=True)),
                name="confirmed_iff_confirmed_at",
            ),
            models.CheckConstraint(
                condition=~Q(status="CONFIRMED", route="MANUAL")
                | Q(confirmed_by__isnull=False, note_sealed__isnull=False),
                name="a_hand_confirmation_has_somebody_and_words",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_date", "id"], name="action_open_by_due",
                condition=Q(status__in=["WAITING", "SENT", "FAILED"]),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_action_display()} – {self.get_route_display()}"

    @property
    def holder(self) -> DataSource | Processor | Recipient:
        """The one that is told."""
        holder = self.source or self.processor or self.recipient
        if holder is None:
            raise ValueError("An action has one holder.")  # the database refuses it too
        return holder
