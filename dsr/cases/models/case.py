"""The case: one filing by one person, from arrival to archive."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import DataKey, DataSubject
from dsr.cases.enums import (
    ENDED,
    AnswerGoesTo,
    Channel,
    Gate,
    OutcomeCode,
    RequesterKind,
    Status,
)
from dsr.cases.models.case_queryset import CaseQuerySet
from policies.enums import DeliveryMethod
from policies.models import DeadlineRule, PolicyVersion

USER = settings.AUTH_USER_MODEL


class Case(models.Model):
    """One filing. `status` is written by dsr.cases.services.workflow.take_step alone.

    Everything the person typed about themselves is sealed with the case's own data key, so that
    destroying the key shreds it everywhere. Dates ending in _date or _on are legal dates in JST,
    each clock beside the rule row it came from.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    filing_token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    language = models.CharField(_("language"), max_length=5)
    requester = models.ForeignKey(
        USER, on_delete=models.PROTECT, related_name="cases", verbose_name=_("requester")
    )
    requester_kind = models.CharField(_("asked by"), max_length=10, choices=RequesterKind)
    subject = models.ForeignKey(
        DataSubject, on_delete=models.PROTECT, related_name="cases", verbose_name=_("data subject")
    )
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    claims_sealed = models.BinaryField()
    delivery_method = models.CharField(_("delivery"), max_length=10, choices=DeliveryMethod)
    formats = models.JSONField(_("formats"), default=list, blank=True)
    governing_policy = models.ForeignKey(
        PolicyVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("policy version")
    )

    status = models.CharField(_("status"), max_length=24, choices=Status)
    resume_status = models.CharField(max_length=24, choices=Status, blank=True)
    identity_gate = models.CharField(_("identity"), max_length=10, choices=Gate, default=Gate.OPEN)
    authority_gate = models.CharField(
        _("authority"), max_length=10, choices=Gate, default=Gate.NOT_NEEDED
    )
    authority_checked_on = models.DateField(_("authority checked on"), null=True, blank=True)
    answer_goes_to = models.CharField(
        _("answer goes to"), max_length=10, choices=AnswerGoesTo, default=AnswerGoesTo.REQUESTER
    )
    principal_notice_gate = models.CharField(
        _("notice to the principal"), max_length=10, choices=Gate, default=Gate.NOT_NEEDED
    )
    principal_address_sealed = models.BinaryField(null=True, blank=True)
    actions_gate = models.CharField(
        _("actions"), max_length=10, choices=Gate, default=Gate.NOT_NEEDED
    )
    acting_began_at = models.DateTimeField(_("acting since"), null=True, blank=True)
    fee_gate = models.CharField(_("fee"), max_length=10, choices=Gate, default=Gate.NOT_NEEDED)
    owner = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="owned_cases",
        verbose_name=_("owner"),
    )  # fmt: skip

    arrived_at = models.DateTimeField(_("arrived at"))
    arrival_date = models.DateField(_("arrival date"))
    identity_due_date = models.DateField(_("identity result by"))
    identity_due_rule = models.ForeignKey(DeadlineRule, on_delete=models.PROTECT, related_name="+")
    target_date = models.DateField(_("target date"))
    target_rule = models.ForeignKey(DeadlineRule, on_delete=models.PROTECT, related_name="+")
    interim_notice_date = models.DateField(_("interim notice on"))
    interim_notice_rule = models.ForeignKey(
        DeadlineRule, on_delete=models.PROTECT, related_name="+"
    )
    art_39_date = models.DateField(_("Art 39 date"))
    art_39_rule = models.ForeignKey(DeadlineRule, on_delete=models.PROTECT, related_name="+")
    interim_notice_sent_at = models.DateTimeField(null=True, blank=True)
    extended_on = models.DateField(null=True, blank=True)
    escalated_at = models.DateTimeField(_("escalated at"), null=True, blank=True)
    chase_level = models.PositiveSmallIntegerField(_("urgency of the last chase mail"), default=0)
    chased_on = models.DateField(_("last chase mail on"), null=True, blank=True)

    accepted_at = models.DateTimeField(null=True, blank=True)
    work_started_at = models.DateTimeField(null=True, blank=True)
    prepared_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    prepared_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    alone_reason_note = models.ForeignKey(
        "dsr_cases.CaseNote", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    delivered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    non_acceptance_code = models.CharField(max_length=2, choices=OutcomeCode, blank=True)
    purge_on = models.DateField(_("case file kept until"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        default_permissions = ("view",)
        permissions = [
            ("file_case", _("Can file a request for somebody at the desk")),
            ("accept_case", _("Can accept a request")),
            ("assign_case", _("Can assign a request")),
            ("ask_requester", _("Can ask the requester to complete a request")),
            ("decline_case", _("Can decline to accept a request")),
            ("withdraw_case", _("Can record a withdrawal")),
            ("extend_deadline", _("Can extend the target date")),
            ("send_interim_notice", _("Can send the interim notice")),
            ("write_message", _("Can write to the requester")),
            ("write_note", _("Can write internal notes")),
            ("close_case", _("Can close a request")),
            ("link_case", _("Can link requests")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ENDED, closed_at__isnull=False)
                | (~Q(status__in=ENDED) & Q(closed_at__isnull=True)),
                name="closed_iff_closed_at",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(purge_on__isnull=False),
                name="a_closed_case_knows_its_purge_date",
            ),
            models.CheckConstraint(
                condition=Q(status="NOT_ACCEPTED", non_acceptance_code__in=["F1", "F2", "F3", "F4"])
                | (~Q(status="NOT_ACCEPTED") & Q(non_acceptance_code="")),
                name="not_accepted_iff_f_code",
            ),
            models.CheckConstraint(
                condition=Q(status="WAITING_FOR_REQUESTER", resume_status__gt="")
                | (~Q(status="WAITING_FOR_REQUESTER") & Q(resume_status="")),
                name="waiting_iff_resume_status",
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | Q(
                    released_at__isnull=False, released_by__isnull=False, prepared_by__isnull=False
                ),
                name="released_by_someone_after_preparation",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True)
                | ~Q(released_by=F("prepared_by"))
                | Q(alone_reason_note__isnull=False),
                name="who_prepares_does_not_release",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["RELEASED", "DELIVERED", "CLOSED"])
                | Q(released_at__isnull=False),
                name="released_statuses_have_released_at",
            ),
            models.CheckConstraint(
                condition=~Q(status="DELIVERED") | Q(delivered_at__isnull=False),
                name="delivered_has_delivered_at",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["RECEIVED", "WAITING_FOR_REQUESTER", *ENDED])
                | (
                    Q(identity_gate__in=["PASSED", "NOT_NEEDED"])
                    & Q(fee_gate__in=["PASSED", "NOT_NEEDED", "OPEN"])
                    & Q(accepted_at__isnull=False)
                ),
                name="work_only_on_accepted_cases",
            ),
            models.CheckConstraint(
                condition=~Q(requester_kind="SELF") | Q(authority_gate="NOT_NEEDED"),
                name="only_a_representative_needs_authority",
            ),
            models.CheckConstraint(
                condition=Q(requester_kind="SELF") | ~Q(authority_gate="NOT_NEEDED"),
                name="a_representative_shows_authority",
            ),
            models.CheckConstraint(
                condition=Q(answer_goes_to="REQUESTER")
                | (~Q(requester_kind="SELF") & Q(principal_address_sealed__isnull=False)),
                name="an_answer_to_the_principal_has_an_address",
            ),
            models.CheckConstraint(
                condition=~Q(principal_notice_gate="OPEN")
                | ~Q(status__in=["RELEASED", "DELIVERED", "CLOSED"]),
                name="no_answer_before_the_principal_is_told",
            ),
            models.CheckConstraint(
                condition=~Q(status="ACTING") | Q(acting_began_at__isnull=False),
                name="acting_knows_since_when",
            ),
            models.CheckConstraint(
                condition=~Q(actions_gate="OPEN")
                | ~Q(status__in=["RELEASED", "DELIVERED", "CLOSED"]),
                name="nothing_is_told_as_done_before_it_is",
            ),
            models.CheckConstraint(
                condition=Q(reference__regex=r"^DSR-[0-9]{4}-[0-9]{6,}$"),
                name="reference_is_well_formed",
            ),
        ]
        indexes = [
            models.Index(fields=["-arrived_at", "-id"], name="case_newest"),
            models.Index(
                fields=["target_date", "id"], name="case_open_by_target",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["owner", "target_date", "id"], name="case_open_by_owner",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["status", "target_date", "id"], name="case_open_by_status",
                condition=Q(closed_at__isnull=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes the person something."""
        return self.closed_at is None

    @property
    def all_items_decided(self) -> bool:
        """Whether every item has its outcome."""
        return not self.items.filter(decided_at__isnull=True).exists()

    @property
    def all_items_notified(self) -> bool:
        """Whether the person was told of every outcome: a partial answer is not an answer."""
        return not self.items.filter(notified_at__isnull=True).exists()
