"""Records of provision: found by the member's id, shown without it."""

import uuid
from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.gateways.sealing import search_index
from accounts.models import DataSubject
from policies.models import ProvisionRecord


@admin.register(ProvisionRecord)
class ProvisionRecordAdmin(ReadOnlyAdmin):
    """Nothing here is changed: records come by file or interface and go after three years."""

    reference_field = "key"
    list_display = ("key", "direction", "provided_on", "party_name", "basis", "keep_until")
    list_filter = ("direction", "basis")
    ordering: ClassVar[Any] = ("-provided_on", "-pk")
    fields = (
        "key", "direction", "provided_on", "recipient", "party_name", "party_address",
        "party_representative", "items", "basis", "circumstances", "recorded_at", "keep_until",
    )  # fmt: skip
    search_exactly = ("key",)
    search_help_text = _("Record number or member ID")

    def find(self, request: Any, queryset: Any, term: str) -> Any:
        """By number, or by the blind index of a member's id."""
        member = queryset.filter(member_index=search_index("member_id", term))
        return queryset.filter(key=term) | member

    def subject_of(self, obj: Any) -> uuid.UUID | None:
        """Whose data was provided, where the desk knows them."""
        known = DataSubject.objects.filter(member_id_index=obj.member_index)
        return known.values_list("pk", flat=True).first()
