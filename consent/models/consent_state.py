"""What holds now: a projection the database itself keeps equal to the fold of the ledger."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import DataSubject
from consent.enums import ConsentAction
from consent.models.consent_item import ConsentItem


class ConsentState(models.Model):
    """The last word of one person on one item. A trigger on the ledger writes it, nobody else.

    In the transaction of the event, so neither a crash nor a bulk import can part the two.
    `sequence` is the event's number within the person's chain; `member_key` is the first half of
    the person's `member_id_index` (consent.domain.member_key), null where they are no member.
    """

    # The constraint below is the index by subject; nothing looks for all words on an item.
    subject = models.ForeignKey(
        DataSubject, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    item = models.ForeignKey(
        ConsentItem, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    member_key = models.UUIDField(null=True, editable=False)
    action = models.CharField(_("action"), max_length=10, choices=ConsentAction)
    text_version = models.CharField(_("text version"), max_length=20)
    since = models.DateTimeField(_("since"))
    sequence = models.BigIntegerField()

    class Meta:
        verbose_name = _("consent as it stands")
        verbose_name_plural = _("consents as they stand")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["subject", "item"], name="one_last_word_per_item"),
            models.UniqueConstraint(  # all that a check reads, so that it reads nothing else
                fields=["member_key", "item"],
                include=["action", "text_version", "since"],
                name="one_last_word_per_member",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.item_id} {self.action}"
