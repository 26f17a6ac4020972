"""Masking in a part, before and after side by side. Each look is on record."""

import uuid
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.enums import AccessAction
from accounts.selectors.actors import actor_of, signed_in
from dsr.cases.enums import OutcomeCode, Status
from dsr.fulfilment.admin.previews import (
    READERS,
    collected_part,
    latest_collection,
    number_asked,
    record_look,
)
from dsr.fulfilment.domain.masking import Masking
from dsr.fulfilment.domain.redaction import UnableToMask
from dsr.fulfilment.enums import PartForm
from dsr.fulfilment.forms.redaction import RedactionForm, redaction_form
from dsr.fulfilment.gateways.redaction_painting import (
    Area,
    PaintingUnavailable,
    UnableToPaint,
    describe_document,
    paint_page,
    paint_page_with_ruler,
)
from dsr.fulfilment.models import CollectedCategory
from dsr.fulfilment.selectors.part_rows import page_language
from dsr.fulfilment.selectors.parts import category_words
from dsr.fulfilment.selectors.redaction_hits import FoundRedaction, find_redaction
from dsr.fulfilment.selectors.redaction_previews import compared_records, redaction_rows
from dsr.fulfilment.selectors.redactions import (
    Cover,
    document_of,
    masks_of,
    redactions_of,
    redactions_taken_back,
)
from dsr.fulfilment.services.redactions import UnableToRedactPart, redact_part, restore_redaction
from dsr.fulfilment.services.reviews import PREPARE, UnableToReviewCase

PAGE = 20
EXPLANATIONS: dict[str, Any] = {
    "WRONG_STATUS": _("The case is no longer under review."),
    "OLD_COLLECTION": _("Data was collected again since. Please look at the newest collection."),
    "NOT_PERMITTED": _("Preparing a decision is not among your tasks."),
    "REASON_MISSING": _("Please give the reason (Art 36)."),
    "REASON_TELLS": _("The reason says what is to be masked, and the letter would tell it."),
    "EMPTY": _("Please type the words to mask, one a line."),
    "MARK": _("■ is the mark itself and cannot be masked."),
    "TOO_LONG": _("One of the words is too long."),
    "TOO_MANY": _("These are too many words at once. Please mask them in several steps."),
    "NO_SUCH_RECORD": _("There is no record with this number."),
    "NO_SUCH_FIELD": _("There is no field with this name."),
    "NO_SUCH_PAGE": _("There is no page with this number."),
    "AREA": _("Please give an area that lies on the page: left, top, width and height."),
    "WHOLE_PART": _("This would mask everything. Please leave the category out instead."),
    "NOTHING_FOUND": _("Nothing was found that this would mask."),
    "NO_TEXT_LAYER": _(
        "The pages of this document are pictures without text. Please mask areas or pages instead."
    ),
    "UNREADABLE": _("The document cannot be drawn. Please leave it out as a whole."),
    "DOUBLE": _("It is masked already, on another ground or for another reason."),
}
UNAVAILABLE = _("The document cannot be drawn just now. Please try again later.")
FAILURES = (UnableToMask, UnableToRedactPart, UnableToReviewCase, PaintingUnavailable)


@never_cache
@require_http_methods(["GET", "POST"])
def redactions(request: HttpRequest, reference: str, part_id: uuid.UUID) -> HttpResponse:
    """The page: what is masked, before and after, and the form that masks.

    POST `action`: `look` shows what would be masked, `mask` masks it, `restore` takes one back.
    """
    collection = latest_collection(request, reference, READERS)
    page = RedactionPage(request, reference, collected_part(collection, part_id))
    if request.method != "POST":
        return page.shown()
    if not request.user.has_perm(PREPARE):
        raise PermissionDenied
    if request.POST.get("action") == "restore":
        return page.restored()
    return page.looked_at_or_masked()


class RedactionPage:
    """One answer about one part."""

    template: ClassVar[str] = "fulfilment/console_redactions.html"

    def __init__(self, request: HttpRequest, reference: str, part: CollectedCategory) -> None:
        self.request = request
        self.reference = reference
        self.part = part
        self.language = page_language()
        self.is_document = part.form == PartForm.DOCUMENT
        asked = request.GET.get("first" if not self.is_document else "page", "1")
        self.number = number_asked(asked)

    def looked_at_or_masked(self) -> HttpResponse:
        """What would be masked; or masked, and back to the page."""
        form = self.form(self.request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        try:
            if self.request.POST.get("action") == "mask":
                self._mask(form)
                return self.back()
            found = find_redaction(self.part, form.wanted())
        except FAILURES as error:
            form.add_error(None, str(_explained(error)))
            return self.shown(form, status=409)
        return self.shown(form, found)

    def _mask(self, form: RedactionForm) -> None:
        redaction = redact_part(
            part_id=self.part.pk,
            wanted=form.wanted(),
            code=OutcomeCode(form.cleaned_data["code"]),
            reason_ja=form.cleaned_data["reason_ja"],
            reason_en=form.cleaned_data["reason_en"],
            actor=actor_of(signed_in(self.request)),
            now=timezone.now(),
        )
        done = _("Places masked: %(count)s.") % {"count": redaction.places}
        messages.success(self.request, done)

    def restored(self) -> HttpResponse:
        """One taken back, and back to the page."""
        chosen = self.request.POST.get("redaction", "")
        rows = {str(row.pk): row for row in redactions_of(self.part)}
        try:
            if chosen in rows:  # a second click finds it taken back
                restore_redaction(
                    redaction_id=rows[chosen].pk,
                    actor=actor_of(signed_in(self.request)),
                    now=timezone.now(),
                )
        except UnableToReviewCase as error:
            messages.error(self.request, str(_explained(error)))
            return self.back()
        messages.success(self.request, _("It is disclosed again."))
        return self.back()

    def back(self) -> HttpResponse:
        """To the page as it is now, at the same place."""
        asked = self.request.GET.urlencode()
        return HttpResponseRedirect(f"{self.request.path}?{asked}" if asked else self.request.path)

    def form(self, data: Any = None) -> RedactionForm:
        """For this part; a document's page is the one that is shown."""
        initial: dict[str, Any] = {"record": self.request.GET.get("record", "")}
        if self.is_document:
            initial = {"page": self.number}
        return redaction_form(data, part=self.part, language=self.language, initial=initial)

    def shown(
        self,
        form: RedactionForm | None = None,
        found: FoundRedaction | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The page, with what `found` would mask already masked."""
        collection = self.part.collection
        record_look(
            self.request, collection.case, AccessAction.VIEWED, "collected_records",
            str(self.part.pk),
        )  # fmt: skip
        standing = redactions_of(self.part)
        editing = collection.case.status == Status.REVIEWING
        context = {
            **admin.site.each_context(self.request),
            "title": _("Masking: %(category)s")
            % {"category": category_words(self.part).to(self.language)},
            "reference": self.reference,
            "part": self.part,
            "is_document": self.is_document,
            "masked": list(redaction_rows(standing, self.language)),
            "taken_back": list(redaction_rows(redactions_taken_back(self.part), self.language)),
            "found": found,
            "form": (form or self.form())
            if editing and self.request.user.has_perm(PREPARE)
            else None,
        }
        context |= self._pages(found) if self.is_document else self._records(standing, found)
        return TemplateResponse(self.request, self.template, context, status=status)

    def _records(self, standing: list[Any], found: FoundRedaction | None) -> dict[str, Any]:
        changed_only = found is not None or self.request.GET.get("only") == "masked"
        masks = [*masks_of(standing), *([found.mask] if found else [])]
        compared = compared_records(
            self.part,
            Masking(masks),
            first=self.number,
            most=PAGE,
            trial=Masking([found.mask]) if found else None,
            changed_only=changed_only,
            language=self.language,
        )
        return {
            "records": compared.records,
            "following": compared.following,
            "first": self.number,
            "previous": max(self.number - PAGE, 1) if self.number > 1 else None,
            "changed_only": changed_only,
        }

    def _pages(self, found: FoundRedaction | None) -> dict[str, Any]:
        try:
            pages = describe_document(document_of(self.part)).pages
        except (UnableToPaint, PaintingUnavailable):
            return {"unreadable": EXPLANATIONS["UNREADABLE"]}
        areas = found.areas if found else ()
        number = areas[0].page if areas else min(self.number, pages)
        here = [area for area in areas if area.page == number]
        picture = reverse(
            "admin:dsr_fulfilment_collection_page", args=[self.reference, self.part.pk, number]
        )
        more = "".join(f"&area={_written(area)}" for area in here[:_MOST_AREAS])
        return {
            "page_number": number,
            "pages": range(1, pages + 1),
            "before": f"{picture}?side=before",
            "after": f"{picture}?side=after{more}",
        }


_MOST_AREAS = 50  # an address has an end; the count says how many there are


@never_cache
@require_GET
def document_page(
    request: HttpRequest, reference: str, part_id: uuid.UUID, number: int
) -> HttpResponse:
    """One page of a document as a picture: before with a ruler, or after, with `area`s tried."""
    collection = latest_collection(request, reference, READERS)
    part = collected_part(collection, part_id)
    if part.form != PartForm.DOCUMENT:
        raise Http404
    record_look(
        request, collection.case, AccessAction.VIEWED, "collected_document", f"{part.pk}/{number}"
    )
    content = document_of(part)
    try:
        if request.GET.get("side") == "before":
            picture = paint_page_with_ruler(content, page=number, areas=[])
        else:
            tried = [_read(text, number) for text in request.GET.getlist("area")[:_MOST_AREAS]]
            areas = [*Cover(redactions_of(part)).areas(content), *tried]
            picture = paint_page(content, page=number, areas=areas)
    except (UnableToPaint, ValueError):
        raise Http404 from None
    except PaintingUnavailable:
        return HttpResponse(UNAVAILABLE, status=503, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(picture, content_type="image/jpeg")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _written(area: Area) -> str:
    return f"{area.x:.5f},{area.y:.5f},{area.width:.5f},{area.height:.5f}"


def _read(text: str, number: int) -> Area:
    """Raises ValueError for what is no area of a page."""
    x, y, width, height = (float(value) for value in text.split(","))
    if not all(-1 <= value <= 2 for value in (x, y, width, height)):
        raise ValueError("not on the page")
    return Area(number, x, y, max(width, 0), max(height, 0))


def _explained(error: Exception) -> Any:
    return EXPLANATIONS.get(str(getattr(error, "code", "")), UNAVAILABLE)
