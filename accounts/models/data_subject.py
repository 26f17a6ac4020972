"""Data subjects: the person data is about, apart from the account that signs in."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.data_key import DataKey


class DataSubject(models.Model):
    """The person (本人). Known to the company by its own member id once matched.

    `made_by_service`: a service of the company named the member before they ever came to the desk.
    Without it, one that has no account is the principal of representatives' requests. Once a person
    proves to be that member, theirs takes the place of either (services.data_subjects).

    `successor`: whose place this one's is since. What ledgers keep under its id is that person's
    (selectors.data_subjects); the database lets it be said once, and in no circle.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="data_subject",
    )
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT)
    member_id_sealed = models.BinaryField(null=True, blank=True)
    member_id_index = models.BinaryField(max_length=32, null=True, blank=True)
    made_by_service = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)
    successor = models.ForeignKey(  # kept true by domain.succession_sql
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="former_subjects",
        db_constraint=False,
        db_index=False,
    )

    class Meta:
        verbose_name = _("data subject")
        verbose_name_plural = _("data subjects")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["member_id_index"], name="a_member_is_one_subject"),
            models.CheckConstraint(
                condition=models.Q(member_id_sealed__isnull=True, member_id_index__isnull=True)
                | models.Q(member_id_sealed__isnull=False, member_id_index__isnull=False),
                name="member_id_sealed_iff_indexed",
            ),
            models.CheckConstraint(
                condition=models.Q(successor__isnull=True)
                | models.Q(user__isnull=True, member_id_index__isnull=True),
                name="a_former_subject_is_nobodys",
            ),
        ]
        indexes = [
            models.Index(
                fields=["successor"],
                condition=models.Q(successor__isnull=False),
                name="former_subjects",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
