"""The journal: double entry in integer yen, append-only (dsr.fees.domain.journal_sql)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import LedgerRow
from dsr.fees.enums import EntryKind, TaxCode
from dsr.fees.models.account import Account
from dsr.fees.models.fee import Fee


class JournalEntry(LedgerRow):
    """One entry. Chain: its accounting month, "2026-03". A reversal is its only correction.

    `booked_on` is the JST date in the books, `fact_on` that of the fact: later only where the
    month of the fact was closed. `line_count` and `total` say how many lines follow and what each
    side sums to; the database compares at commit.
    """

    key = models.CharField(_("ledger key"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=EntryKind)
    booked_on = models.DateField(_("booked on"))
    fact_on = models.DateField(_("date of the fact"))
    at = models.DateTimeField(_("at"))
    fee = models.ForeignKey(
        Fee, on_delete=models.PROTECT, null=True, related_name="entries", verbose_name=_("fee")
    )
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="reversed_by",
        verbose_name=_("reverses"),
    )  # fmt: skip
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    actor_name = models.CharField(max_length=80, blank=True)
    line_count = models.PositiveSmallIntegerField()
    total = models.PositiveIntegerField(_("amount (yen)"))

    class Meta(LedgerRow.Meta):
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        permissions = [
            ("resolve_suspense", _("Can decide about money that does not match")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="entry_numbered_once"),
            models.CheckConstraint(condition=Q(total__gt=0), name="an_entry_moves_something"),
            models.CheckConstraint(condition=Q(line_count__gte=2), name="an_entry_has_two_sides"),
            models.CheckConstraint(
                condition=Q(fact_on__lte=F("booked_on")), name="booked_when_it_happened_or_later"
            ),
            models.CheckConstraint(
                condition=Q(kind="REVERSAL", reverses__isnull=False)
                | (~Q(kind="REVERSAL") & Q(reverses__isnull=True)),
                name="a_reversal_names_what_it_reverses",
            ),
        ]
        indexes = [models.Index(fields=["-booked_on", "-id"], name="entry_newest")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Its number in the month: "2026-03-00017"."""
        return f"{self.chain}-{self.sequence:05d}"


class JournalLine(LedgerRow):
    """One line: `debit` or `credit` yen on an account. Chain and date are its entry's.

    `tax_amount` is the consumption tax inside the line's amount (税込経理).
    """

    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    booked_on = models.DateField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    debit = models.PositiveIntegerField(_("debit"))
    credit = models.PositiveIntegerField(_("credit"))
    tax = models.CharField(_("tax category"), max_length=20, choices=TaxCode)
    tax_amount = models.PositiveIntegerField(_("tax inside (yen)"), default=0)

    class Meta(LedgerRow.Meta):
        verbose_name = _("journal line")
        verbose_name_plural = _("journal lines")
        constraints = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="line_numbered_once"),
            models.UniqueConstraint(fields=["entry", "position"], name="a_line_has_its_place"),
            models.CheckConstraint(
                condition=Q(debit__gt=0, credit=0) | Q(debit=0, credit__gt=0),
                name="debit_or_credit",
            ),
            models.CheckConstraint(
                condition=Q(tax_amount__lte=F("debit") + F("credit")), name="tax_is_inside"
            ),
        ]
        indexes = [
            models.Index(
                fields=["account", "booked_on"], include=["debit", "credit"], name="line_balance"
            )
        ]

    def __str__(self) -> str:
        return f"{self.chain}#{self.sequence}"
