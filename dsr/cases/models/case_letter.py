"""Letters of the case file: each belongs to the event it tells of, and is written once."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import StoredFile
from dsr.cases.enums import LetterKind
from dsr.cases.models.case import Case
from dsr.cases.models.case_event import CaseEvent


class CaseLetter(models.Model):
    """One letter in both languages, sealed. The person downloads it from the request's page."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters")
    event = models.OneToOneField(CaseEvent, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("letter"), max_length=20, choices=LetterKind)
    letter_ja = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    letter_en = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        default_permissions = ()
        indexes = [models.Index(fields=["case", "made_at", "id"], name="letter_by_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"
