"""Changes of the way of delivery: what was asked, what is used instead, and why."""

from accounts.gateways.sealing import unseal_json
from dsr.cases.enums import Step
from dsr.cases.letters.words import Words
from dsr.cases.models import Case
from dsr.fulfilment.letters.decision import MethodChange as ToldChange
from dsr.fulfilment.models import MethodChange
from policies.enums import DeliveryMethod

METHODS = {
    DeliveryMethod.DOWNLOAD: Words(
        "会員ページからのダウンロード（電磁的記録の提供）",
        "Download from your page (electronic record)",
    ),
    DeliveryMethod.PAPER: Words("書面の郵送", "Documents by post"),
    DeliveryMethod.MEDIA: Words("記録媒体の郵送", "Storage medium by post"),
    DeliveryMethod.OTHER: Words("別途ご相談した方法", "The way agreed with you"),
}


def method_words(method: str) -> Words:
    """A way of delivery, as letters call it."""
    return METHODS[DeliveryMethod(method)]


def method_change_of(case: Case) -> MethodChange | None:
    """The change that holds: the latest."""
    rows = MethodChange.objects.filter(case=case).select_related("case__data_key")
    return rows.order_by("-told_at", "-pk").first()


def method_change_reason(change: MethodChange) -> Words:
    """Why the chosen way is difficult. Raises UnableToUnseal once shredded."""
    reason = unseal_json(
        change.case.data_key, change.reason_sealed, context=method_change_context(change)
    )
    return Words(reason["ja"], reason["en"])


def method_change_context(change: MethodChange) -> str:
    """What binds a reason to its change."""
    return f"dsr_fulfilment.methodchange.reason:{change.case.reference}:{change.used}"


def method_change_words(case: Case) -> ToldChange | None:
    """What the letter tells of the change, None where the person's choice was kept."""
    change = method_change_of(case)
    if change is None:
        return None
    return ToldChange(requested=method_words(change.requested), reason=method_change_reason(change))


def asked_method(case: Case) -> str:
    """The way of delivery the person chose when filing, "" where the ledger does not say."""
    filed = case.events.filter(step=Step.FILE).first()
    return str(filed.facts.get("delivery_method", "")) if filed else ""


def method_was_changed_silently(case: Case) -> bool:
    """Whether another way than the chosen one would be used without having told the person."""
    change = method_change_of(case)
    expected = change.used if change else asked_method(case)
    return bool(expected) and expected != case.delivery_method
