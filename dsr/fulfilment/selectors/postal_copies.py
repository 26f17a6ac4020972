"""What is put into the envelope of a delivery, and to whom it goes."""

from dataclasses import replace

from accounts.gateways.sealing import unseal_text
from dsr.cases.enums import AnswerGoesTo
from dsr.cases.letters.letter import Addressee
from dsr.cases.models import Case
from dsr.cases.selectors.claims import claims_of, item_detail
from dsr.cases.selectors.letters import addressee_of
from dsr.cases.selectors.principals import principal_address
from dsr.fulfilment.enums import Handover, PostalForm
from dsr.fulfilment.models import Delivery, PostalCopy
from policies.enums import DeliveryMethod


def postal_copy_of(delivery: Delivery) -> PostalCopy | None:
    """The copy that counts, with its files."""
    return (
        PostalCopy.objects.filter(delivery=delivery, superseded_at__isnull=True)
        .select_related("delivery__decision__collection__case__data_key", "taken_by")
        .prefetch_related("files__file__data_key")
        .first()
    )


def postal_form(case: Case) -> PostalForm:
    """A medium where it was chosen; its password is shown to the requester only, so never for
    somebody else: a principal who receives the answer gets paper."""
    chosen = case.delivery_method == DeliveryMethod.MEDIA
    return (
        PostalForm.MEDIA
        if chosen and case.answer_goes_to == AnswerGoesTo.REQUESTER
        else PostalForm.PAPER
    )


def postal_addressee(case: Case, copy: PostalCopy | None = None) -> Addressee:
    """Name and address on the envelope.

    The address named after a return; for a principal the one on file; else the one given for the
    delivery, or the requester's own. Raises UnableToUnseal once shredded.
    """
    addressee = _addressee(case)
    if copy is not None and copy.address_sealed is not None:
        return replace(addressee, postal_code="", address=named_address(copy))
    return addressee


def named_address(copy: PostalCopy) -> str:
    """The address a person named after a return, "" where there is none."""
    if copy.address_sealed is None:
        return ""
    case = copy.delivery.decision.collection.case
    return unseal_text(case.data_key, copy.address_sealed, context=address_context(copy))


def address_context(copy: PostalCopy) -> str:
    """What the sealed address is bound to."""
    return f"dsr_fulfilment.postalcopy.address:{copy.pk}"


def password_context(copy: PostalCopy) -> str:
    """What the sealed password is bound to."""
    return f"dsr_fulfilment.postalcopy.password:{copy.pk}"


def has_password(delivery: Delivery, copy: PostalCopy | None) -> bool:
    """Whether the person may read the password of a medium."""
    return (
        delivery.handover == Handover.POST
        and copy is not None
        and copy.form == PostalForm.MEDIA
        and copy.password_sealed is not None
    )


def _addressee(case: Case) -> Addressee:
    if case.answer_goes_to == AnswerGoesTo.PRINCIPAL:
        claims = claims_of(case)
        name = f"{claims.get('family_name', '')} {claims.get('given_name', '')}".strip()
        return Addressee(name=name, address=principal_address(case))
    addressee = addressee_of(case)
    given = _delivery_address(case)
    return replace(addressee, postal_code="", address=given) if given else addressee


def _delivery_address(case: Case) -> str:
    items = case.items.select_related("case__data_key").order_by("position")
    given = (str(item_detail(item).get("delivery_address", "")).strip() for item in items)
    return next((address for address in given if address), "")
