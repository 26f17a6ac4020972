"""Records of provision: found by the member's id, shown without it."""

import uuid
from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.gateways.sealing import search_index
from accounts.models import ApiClient, DataSubject
from policies.forms.registers import name_of
from policies.models import ProvisionRecord


@admin.register(ProvisionRecord)
class ProvisionRecordAdmin(ReadOnlyAdmin):
    """Nothing here is changed: records come by file or interface and go after three years.

    The latest recorded come first, without filters or other orders: there may be millions, and
    what is looked for is one record or those of one member.
    """

    reference_field = "key"
    list_display = ("key", "way", "provided_on", "party_name", "basis", "keep_until")
    sortable_by = ()
    ordering: ClassVar[Any] = ("-pk",)
    fields = (
        "key", "way", "provided_on", "recipient_named", "party_name", "party_address",
        "party_representative", "items", "basis", "circumstances", "recorded_at", "came_by",
        "keep_until",
    )  # fmt: skip
    search_exactly = ("key",)
    search_help_text = _("Record number or member ID")

    @admin.display(description=_("Provided or received"))
    def way(self, obj: ProvisionRecord) -> str:
        """Art 29 or Art 30."""
        return obj.get_direction_display()

    @admin.display(description=_("recipient"))
    def recipient_named(self, obj: ProvisionRecord) -> str:
        """The row of the register, by its name."""
        return name_of(obj.recipient) if obj.recipient else "—"

    @admin.display(description=_("Came by"))
    def came_by(self, obj: ProvisionRecord) -> str:
        """The service that sent it, by its name, or the file."""
        source = obj.batch.source
        if not source.startswith("api:"):
            return source
        client = ApiClient.objects.filter(pk=uuid.UUID(source.removeprefix("api:"))).first()
        return client.name if client else source

    def find(self, request: Any, queryset: Any, term: str) -> Any:
        """By number, or by the blind index of a member's id."""
        member = queryset.filter(member_index=search_index("member_id", term))
        return queryset.filter(key=term) | member

    def subject_of(self, obj: Any) -> uuid.UUID | None:
        """Whose data was provided, where the desk knows them."""
        known = DataSubject.objects.filter(member_id_index=obj.member_index)
        return known.values_list("pk", flat=True).first()
