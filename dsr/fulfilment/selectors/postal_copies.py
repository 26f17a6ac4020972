"""What is put into the envelope of a delivery, and to whom it goes."""

from dataclasses import replace

from accounts.gateways.sealing import unseal_text
from dsr.cases.enums import AnswerGoesTo
from dsr.cases.letters.letter import Addressee
from dsr.cases.models import Case
from dsr.fulfilment.enums import Handover, PostalForm
from dsr.fulfilment.models import Delivery, PostalCopy
from dsr.fulfilment.selectors.addressees import answer_addressee
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
    addressee = answer_addressee(case)
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
