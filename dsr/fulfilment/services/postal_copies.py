"""Copies for posting: queued with the release, made with no transaction open, settled once."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app as jobs

from accounts.domain.actor import Actor
from accounts.domain.envelope import UnableToUnseal
from accounts.gateways.sealing import seal_text
from accounts.gateways.vault import BlobMissing, VaultUnavailable
from accounts.selectors.files import FileGone
from accounts.services.files import delete_file, set_purge_date
from dsr.cases.enums import AnswerGoesTo
from dsr.cases.letters.pdf import UnableToRenderPdf
from dsr.fulfilment.domain.aes_zip import UnableToEncrypt
from dsr.fulfilment.domain.retries import next_wait
from dsr.fulfilment.enums import Handover, PackageStatus, PostalForm
from dsr.fulfilment.letters.package_contents import UnableToWritePackage
from dsr.fulfilment.letters.paper import UnableToWritePaper
from dsr.fulfilment.models import Delivery, PostalCopy, PostalFile
from dsr.fulfilment.selectors.decisions import package_of
from dsr.fulfilment.selectors.deliveries import delivered_package
from dsr.fulfilment.selectors.postal_copies import address_context, password_context, postal_form
from dsr.fulfilment.services.delivery_changes import RECORD_POSTING
from dsr.fulfilment.services.media import store_medium
from dsr.fulfilment.services.paper import StoredCopy, store_paper
from policies.domain.calendar import jst_date

MAKE_POSTAL_COPY = "dsr_fulfilment.make_postal_copy"
_FOR_A_PERSON = (UnableToWritePaper, UnableToEncrypt, FileGone)  # trying again changes nothing
_FAILURES = (
    *_FOR_A_PERSON, UnableToWritePackage, UnableToRenderPdf, UnableToUnseal, VaultUnavailable,
    BlobMissing,
)  # fmt: skip


class UnableToMakePostalCopy(Exception):
    """Refused.

    `code`: NOT_PERMITTED, NOT_BY_POST, GONE, POSTED, or NOT_TO_BE_NAMED (the answer goes to a
    principal, at the address that authority was checked for; a representative names no other).
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


def queue_postal_copy(*, delivery: Delivery, address: str, now: datetime) -> PostalCopy:
    """Queue the copy of a delivery by post, in the caller's transaction.

    `address`: where the person wants it after a return; "" for the address of the request.
    """
    case = delivery.decision.collection.case
    earlier = PostalCopy.objects.filter(delivery=delivery, superseded_at__isnull=True)
    for copy in list(earlier.prefetch_related("files")):
        for file in copy.files.all():
            set_purge_date(file_id=file.file_id, purge_on=jst_date(now), now=now)
    earlier.update(superseded_at=now)
    copy = PostalCopy(delivery=delivery, form=postal_form(case), queued_at=now)
    if address.strip():
        copy.address_sealed = seal_text(
            case.data_key, address.strip(), context=address_context(copy)
        )
    copy.save(force_insert=True)
    jobs.configure_task(MAKE_POSTAL_COPY, allow_unknown=True).defer(copy_id=str(copy.pk))
    return copy


@transaction.atomic
def make_postal_copy_again(
    *, delivery_id: UUID, address: str, actor: Actor, now: datetime
) -> PostalCopy:
    """Make the paper or the medium anew, with a new password; what was made before is deleted.

    Raises UnableToMakePostalCopy: while it is on its way it is not made again.
    """
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related(
        "decision__collection__case__data_key"
    ).get(pk=delivery_id)  # fmt: skip
    if not actor.may(RECORD_POSTING):
        raise UnableToMakePostalCopy("Postings are not this actor's.", code="NOT_PERMITTED")
    if delivery.handover != Handover.POST:
        raise UnableToMakePostalCopy("It is not sent by post.", code="NOT_BY_POST")
    if delivery.posted_on is not None:
        raise UnableToMakePostalCopy("It is on its way.", code="POSTED")
    to_principal = delivery.decision.collection.case.answer_goes_to == AnswerGoesTo.PRINCIPAL
    if address.strip() and to_principal:
        raise UnableToMakePostalCopy("The principal's address stands.", code="NOT_TO_BE_NAMED")
    if package_of(delivery.decision) is not None and delivered_package(delivery) is None:
        raise UnableToMakePostalCopy("The package was deleted.", code="GONE")
    return queue_postal_copy(delivery=delivery, address=address, now=now)


def build_postal_copy(*, copy_id: UUID | str, now: datetime) -> PostalCopy:
    """Make one copy. Again changes nothing; only the latest attempt settles.

    A failure is kept in the row and tried again with growing waits, then FAILED for a person.
    """
    copy = _claim(copy_id)
    if copy is None:
        return PostalCopy.objects.get(pk=copy_id)
    try:
        store = store_medium if copy.form == PostalForm.MEDIA else store_paper
        made = store(copy=copy, now=now)
    except _FAILURES as failure:
        final = isinstance(failure, _FOR_A_PERSON)
        wait = None if final else next_wait(copy.attempts)
        return _settle_failure(copy, getattr(failure, "code", type(failure).__name__), wait=wait)
    return _settle(copy, made, now)


@transaction.atomic
def _claim(copy_id: UUID | str) -> PostalCopy | None:
    copy = (
        PostalCopy.objects.select_for_update(of=("self",))
        .select_related(
            "delivery__decision__collection__case__data_key",
            "delivery__decision__letter_ja__data_key",
            "delivery__decision__letter_en__data_key",
        )
        .get(pk=copy_id)
    )
    done = copy.status in (PackageStatus.READY, PackageStatus.FAILED)
    if done or copy.superseded_at is not None:
        return None
    copy.status = PackageStatus.BUILDING
    copy.attempts += 1
    copy.save(update_fields=["status", "attempts"])
    return copy


def _settle(copy: PostalCopy, made: StoredCopy, now: datetime) -> PostalCopy:
    with transaction.atomic():
        locked = _lock_own_attempt(copy)
        if locked is not None:
            for position, (file, pages) in enumerate(made.files, start=1):
                PostalFile.objects.create(copy=locked, position=position, pages=pages, file=file)
            case = copy.delivery.decision.collection.case
            if made.password:
                locked.password_sealed = seal_text(
                    case.data_key, made.password, context=password_context(locked)
                )
            locked.status, locked.built_at, locked.failure = PackageStatus.READY, now, ""
            locked.pages = made.pages
            locked.save()
            return locked
    for file, _pages in made.files:
        delete_file(file_id=file.pk, now=now)  # another attempt took over
    return PostalCopy.objects.get(pk=copy.pk)


@transaction.atomic
def _settle_failure(copy: PostalCopy, failure: str, *, wait: int | None) -> PostalCopy:
    locked = _lock_own_attempt(copy)
    if locked is None:
        return PostalCopy.objects.get(pk=copy.pk)
    locked.status = PackageStatus.FAILED if wait is None else PackageStatus.QUEUED
    locked.failure = failure
    locked.save(update_fields=["status", "failure"])
    if wait is not None:
        later = jobs.configure_task(
            MAKE_POSTAL_COPY, allow_unknown=True, schedule_in={"seconds": wait}
        )
        later.defer(copy_id=str(copy.pk))
    return locked


def _lock_own_attempt(copy: PostalCopy) -> PostalCopy | None:
    locked = PostalCopy.objects.select_for_update(of=("self",)).get(pk=copy.pk)
    mine = locked.attempts == copy.attempts and locked.status == PackageStatus.BUILDING
    return locked if mine and locked.superseded_at is None else None
