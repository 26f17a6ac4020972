"""The chart of accounts and the tax categories: settings, with who changed what."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import EditableFieldsAdmin
from accounts.admin.step_pages import StepPage
from dsr.fees.enums import AccountCode
from dsr.fees.forms.postal_orders import CashingForm
from dsr.fees.models import Account, TaxName
from dsr.fees.services.postal_orders import RECORD, UnableToCashPostalOrders, cash_postal_orders


class CashPostalOrders(StepPage):
    """On the page of the account they stand on."""

    slug = "cash-postal-orders"
    title = _("Record postal money orders cashed")
    permission = RECORD
    form_class = CashingForm
    failures = (UnableToCashPostalOrders,)
    explanations: ClassVar[Any] = {
        "IN_FUTURE": _("The day of payment has not come yet."),
        "TOO_MUCH": _("There are not so many postal money orders in hand."),
        "KNOWN": _("This reference is booked already, with another amount."),
    }
    what_happens = (_("The books move the amount from postal money orders to the bank account."),)

    def available(self) -> bool:
        """On that account only."""
        return bool(self.obj.pk == AccountCode.POSTAL_ORDERS)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Book it."""
        data = form.cleaned_data
        cash_postal_orders(
            amount=data["amount"], cashed_on=data["cashed_on"], reference=data["reference"],
            actor=actor, now=now,
        )  # fmt: skip


@admin.register(Account)
class AccountAdmin(EditableFieldsAdmin):
    """An account is never added or deleted: the postings know which there are."""

    reference_field = "code"
    ordering: ClassVar[Any] = ("position", "code")
    steps = (CashPostalOrders,)
    list_display = ("code", "name_ja", "kind", "yayoi_name", "moneyforward_name", "freee_name")
    sortable_by = ()
    editable = (
        "name_ja", "name_en", "yayoi_name", "yayoi_sub", "moneyforward_name", "moneyforward_sub",
        "freee_name", "freee_sub",
    )  # fmt: skip
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("code", "kind", "name_ja", "name_en")}),
        (_("Names in the exports"), {"fields": editable[2:]}),
    )


@admin.register(TaxName)
class TaxNameAdmin(EditableFieldsAdmin):
    """The rate is the law's; the names are each software's."""

    reference_field = "code"
    ordering: ClassVar[Any] = ("position", "code")
    list_display = ("code", "name_ja", "rate_percent", "yayoi_name", "moneyforward_name",
                    "freee_name")  # fmt: skip
    sortable_by = ()
    editable = ("name_ja", "name_en", "yayoi_name", "moneyforward_name", "freee_name")
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("code", "rate_percent", "name_ja", "name_en")}),
        (_("Names in the exports"), {"fields": editable[2:]}),
    )
