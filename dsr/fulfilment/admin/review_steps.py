"""Steps on what was collected: leave parts out, draft the answers, mend package and delivery."""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.admin.step_pages import StepPage, Text
from accounts.forms.reason import ReasonForm, StepForm
from dsr.cases.enums import OutcomeCode, Status
from dsr.cases.services.workflow import UnableToTakeStep
from dsr.fulfilment.admin.collecting_steps import ChosenStep
from dsr.fulfilment.enums import CategoryOutcome, Handover, PackageStatus
from dsr.fulfilment.forms.reviewing import ExclusionForm
from dsr.fulfilment.models import Delivery, Package
from dsr.fulfilment.selectors.collections import unsearched_sources
from dsr.fulfilment.selectors.decisions import (
    decision_of,
    exclusions_in,
    package_of,
)
from dsr.fulfilment.selectors.deliveries import delivery_of
from dsr.fulfilment.services.collecting import UnableToCollectByHand, collect_by_hand
from dsr.fulfilment.services.delivery_changes import (
    RECORD_POSTING,
    UnableToChangeDelivery,
    extend_delivery,
    revoke_delivery,
)
from dsr.fulfilment.services.exclusions import UnableToExcludePart, exclude_part, restore_part
from dsr.fulfilment.services.packages import UnableToRebuildPackage, rebuild_package
from dsr.fulfilment.services.reviews import PREPARE, UnableToReviewCase
from dsr.fulfilment.services.source_results import COLLECT

REVIEW_EXPLANATIONS = {
    "WRONG_STATUS": _("The case is no longer under review."),
    "OLD_COLLECTION": _("Data was collected again since. Please look at the newest collection."),
    "REASON_MISSING": _("Please give the reason (Art 36)."),
    "NO_SUCH_RECORD": _("There is no record with this number."),
    "NO_SUCH_FIELD": _("There is no field with this name."),
    "WHOLE_ONLY": _("This can only be left out as a whole."),
    "DOUBLE": _("It is left out already."),
    "OUTCOME": _("This outcome does not answer what was asked."),
    "GONE": _("The package was deleted. Please collect again."),
    "REVOKED": _("The link was stopped for good."),
    "ALL_SEARCHED": _("Every source was searched."),
    "STALE": _("Somebody else worked on this case meanwhile. Please look at what is new."),
}


class ReviewStep(ChosenStep):
    """A step while the case is under review."""

    permission = PREPARE
    failures: ClassVar[tuple[type[Exception], ...]] = (UnableToReviewCase, UnableToExcludePart)
    explanations = REVIEW_EXPLANATIONS

    def available(self) -> bool:
        """Under review, and something to choose."""
        return self.obj.case.status == Status.REVIEWING and super().available()


class ExcludePart(ReviewStep):
    """Do not disclose a category, record or field."""

    slug = "exclude"
    title = _("Leave something out")
    chosen_form = ExclusionForm
    what_happens = (
        _("It is not disclosed; the letter names it with ground and reason."),
        _("X1 is internal: the person reads that nothing was found, and nothing else."),
    )

    def choices(self) -> list[tuple[str, str]]:
        """What was exported."""
        parts = self.obj.parts.filter(outcome=CategoryOutcome.EXPORTED)
        rows = parts.select_related("category", "result__source").order_by("category__position")
        return [(str(p.pk), f"{p.category.name_ja} – {p.result.source.name_ja}") for p in rows]

    def form(self, data: Any = None) -> forms.Form:
        """With record and field as the link chose them."""
        asked = self.request.GET
        initial = {name: asked.get(name, "") for name in ("chosen", "record", "field")}
        initial["seen"] = str(self.version())
        return ExclusionForm(data, initial=initial, choices=self.choices())

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Leave it out."""
        exclude_part(
            part_id=uuid.UUID(form.cleaned_data["chosen"]),
            record=form.cleaned_data["record"],
            field=form.cleaned_data["field"],
            code=OutcomeCode(form.cleaned_data["code"]),
            reason_ja=form.cleaned_data["reason_ja"],
            reason_en=form.cleaned_data["reason_en"],
            actor=actor,
            now=now,
        )


class RestorePart(ReviewStep):
    """Disclose after all."""

    slug = "restore"
    title = _("Disclose after all")
    what_happens = (_("What was left out becomes part of the disclosure again."),)

    def choices(self) -> list[tuple[str, str]]:
        """What is left out."""
        return [
            (str(row.pk), f"{row.part.category.name_ja} {row.record or '*'} {row.field} {row.code}")
            for row in exclusions_in(self.obj)
        ]

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Take it back."""
        restore_part(exclusion_id=uuid.UUID(form.cleaned_data["chosen"]), actor=actor, now=now)


class SearchByHand(StepPage):
    """Where nothing that was verified finds the person, people look: without it, no N1."""

    slug = "search-by-hand"
    title = _("Search by hand")
    permission = COLLECT
    failures = (UnableToTakeStep, UnableToCollectByHand)
    explanations = REVIEW_EXPLANATIONS

    def version(self) -> int:
        """Events of the case."""
        return int(self.obj.case.events.count())

    def available(self) -> bool:
        """Under review, and a source was not searched."""
        return self.obj.case.status == Status.REVIEWING and bool(unsearched_sources(self.obj))

    def sentences(self) -> Iterable[Text]:
        """Which sources, and by what they may be searched."""
        english = get_language() == "en"
        names = [row.name_en if english else row.name_ja for row in unsearched_sources(self.obj)]
        return (
            _("A person searches what no connector could, for want of a verified identifier:"
              " %(sources)s.") % {"sources": (", " if english else "、").join(names)},
            _("Search by the name, date of birth and address that identity was confirmed with."
              " Never by a number or address that was only typed into the form."),
            _("The other sources are searched again. What was collected and drafted before no"
              " longer counts."),
        )  # fmt: skip

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Collect anew, these by hand."""
        collect_by_hand(
            case_id=self.obj.case_id, reason=form.cleaned_data["reason"], actor=actor, now=now,
            seen=form.cleaned_data["seen"],
        )  # fmt: skip


class RebuildPackage(StepPage):
    """Try a package again that failed."""

    slug = "rebuild-package"
    title = _("Build the package again")
    permission = PREPARE
    form_class = StepForm
    failures = (UnableToRebuildPackage,)
    what_happens = (_("The package is built again in the background."),)

    def _package(self) -> Package | None:
        decision = decision_of(self.obj.case)
        return package_of(decision) if decision else None

    def available(self) -> bool:
        """After a failure."""
        package = self._package()
        return package is not None and package.status == PackageStatus.FAILED

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Queue it."""
        package = self._package()
        if package is None:
            raise UnableToRebuildPackage("There is none.")
        rebuild_package(package_id=package.pk, actor=actor, now=now)


class DeliveryStep(StepPage):
    """A step on the download."""

    permission = RECORD_POSTING
    form_class = ReasonForm
    failures = (UnableToChangeDelivery,)
    explanations = REVIEW_EXPLANATIONS

    def delivery(self) -> Delivery | None:
        """The case's delivery where it is a download that still may be opened."""
        delivery = delivery_of(self.obj.case)
        downloads = delivery is not None and delivery.handover == Handover.DOWNLOAD
        return delivery if downloads else None

    def available(self) -> bool:
        """While there is a download that was not stopped."""
        delivery = self.delivery()
        return delivery is not None and delivery.revoked_at is None


class ExtendDelivery(DeliveryStep):
    """More time."""

    slug = "extend-download"
    title = _("Open the download again")
    what_happens = (
        _("The person can download for the full number of days and times, counted from now."),
    )

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Extend."""
        delivery = self.delivery()
        if delivery is None:
            raise UnableToChangeDelivery("There is none.", code="NO_DOWNLOAD")
        extend_delivery(
            delivery_id=delivery.pk, reason=form.cleaned_data["reason"], actor=actor, now=now
        )


class RevokeDelivery(DeliveryStep):
    """Stop the link."""

    slug = "revoke-download"
    title = _("Stop the download")
    dangerous = True
    what_happens = (_("Nobody can download the package any more, at once and for good."),)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Revoke."""
        delivery = self.delivery()
        if delivery is None:
            raise UnableToChangeDelivery("There is none.", code="NO_DOWNLOAD")
        revoke_delivery(
            delivery_id=delivery.pk, reason=form.cleaned_data["reason"], actor=actor, now=now
        )
