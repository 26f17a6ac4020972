"""Above what sum a refund needs two people. Set by the administrator, not by finance itself."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.admin.base import EditableFieldsAdmin
from dsr.fees.models import RefundLimit


@admin.register(RefundLimit)
class RefundLimitAdmin(EditableFieldsAdmin):
    """One page with one number, and who changed it when."""

    list_display = ("alone_up_to",)
    ordering = ("pk",)
    fields = ("alone_up_to",)
    editable = ("alone_up_to",)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is one limit: its page is the list."""
        if self.has_view_permission(request) and RefundLimit.objects.filter(pk=1).exists():
            return redirect("admin:dsr_fees_refundlimit_change", 1)
        return super().changelist_view(request, extra_context)
