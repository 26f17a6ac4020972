"""Above what sum a refund needs two people. Set by the administrator, not by finance itself."""

from django.contrib import admin

from accounts.admin.base import OneRowAdmin
from dsr.fees.models import RefundLimit


@admin.register(RefundLimit)
class RefundLimitAdmin(OneRowAdmin):
    """One page with one number, and who changed it when."""

    list_display = ("alone_up_to",)
    ordering = ("pk",)
    fields = ("alone_up_to",)
    editable = ("alone_up_to",)
