"""Who else holds data, and which laws oblige to keep it: what acting in the sources goes by."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from policies.admin.registers import NAME, RegisterAdmin, words
from policies.models import LegalRetention, Processor, Recipient


@admin.register(Processor)
class ProcessorAdmin(RegisterAdmin):
    """Each is told when something is done to a category it handles (Art 25)."""

    list_display = (
        "position", "code", NAME, words("service", _("what it does")),
        "action_route", "active",
    )  # fmt: skip
    list_display_links = ("code",)
    list_filter = ("active",)
    fields = (
        "code", "position", "name_ja", "name_en", "service_ja", "service_en", "categories",
        "country", "action_route", "instructions_ja", "instructions_en", "task_days", "active",
    )  # fmt: skip
    editable = fields[1:]


@admin.register(Recipient)
class RecipientAdmin(RegisterAdmin):
    """Each is told when a provision stops, or what was provided is corrected or erased."""

    list_display = (
        "position", "code", NAME, words("purpose", _("why it is provided")),
        "action_route", "active",
    )  # fmt: skip
    list_display_links = ("code",)
    list_filter = ("active",)
    fields = (
        "code", "position", "name_ja", "name_en", "purpose_ja", "purpose_en", "address_ja",
        "address_en", "representative_ja", "representative_en", "categories", "country",
        "action_route", "instructions_ja", "instructions_en", "task_days", "active",
    )  # fmt: skip
    editable = fields[1:]


@admin.register(LegalRetention)
class LegalRetentionAdmin(RegisterAdmin):
    """Each is shown before anybody decides to erase what it covers."""

    list_display = (
        "position", "code", words("law", _("law and article")),
        words("what", _("what must be kept")), "days", "active",
    )  # fmt: skip
    list_display_links = ("code",)
    list_filter = ("active",)
    fields = (
        "code", "position", "law_ja", "law_en", "what_ja", "what_en", "from_ja", "from_en", "days",
        "categories", "active",
    )  # fmt: skip
    editable = fields[1:]
