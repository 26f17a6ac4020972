"""Reading what was collected, the letters, the package and the archive. Each look is on record."""

import uuid
from collections.abc import Iterable

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.enums import AccessAction
from accounts.models import StoredFile
from accounts.selectors.actors import actor_of, signed_in
from accounts.selectors.files import FileGone, file_name, open_file
from accounts.services.access_records import record_access
from dsr.cases.letters.words import Language, Words
from dsr.cases.models import Case
from dsr.fulfilment.domain.package_cells import cell_text, visible_text
from dsr.fulfilment.letters.decision import UnableToWriteDecision
from dsr.fulfilment.models import CollectedCategory, Collection, Decision, Package
from dsr.fulfilment.selectors.archives import archive_bytes
from dsr.fulfilment.selectors.collections import collection_of
from dsr.fulfilment.selectors.decisions import decision_of, package_of
from dsr.fulfilment.selectors.package_previews import file_in_package
from dsr.fulfilment.selectors.part_rows import page_language
from dsr.fulfilment.selectors.parts import category_words, field_words, records_of
from dsr.fulfilment.services.decision_letters import render_letter_in
from policies.domain.calendar import jst_date

READERS = ("dsr_fulfilment.prepare_decision", "dsr_fulfilment.release_package")
PAGE = 50
PDF = "application/pdf"


@never_cache
@require_GET
def records(request: HttpRequest, reference: str, part_id: uuid.UUID) -> HttpResponse:
    """Records of one category, fifty at a time, each with its number for leaving it out."""
    collection = latest_collection(request, reference, READERS)
    part = collected_part(collection, part_id)
    first = number_asked(request.GET.get("first", "1"))
    language = page_language()
    labels = field_words(part)
    rows = records_of(part, first=first, most=PAGE)
    record_look(request, collection.case, AccessAction.VIEWED, "collected_records", str(part.pk))
    context = {
        **admin.site.each_context(request),
        "title": category_words(part).to(language),
        "reference": reference,
        "part": part,
        "records": [
            {
                "number": row.number,
                "values": [
                    (_label(name, labels, language), visible_text(cell_text(value)))
                    for name, value in row.values.items()
                ],
            }
            for row in rows
        ],
        "previous": max(first - PAGE, 1) if first > 1 else None,
        "following": first + PAGE if first + PAGE <= part.found else None,
    }
    return TemplateResponse(request, "fulfilment/console_records.html", context)


@never_cache
@require_GET
def document(request: HttpRequest, reference: str, part_id: uuid.UUID) -> HttpResponseBase:
    """A document from a manual task."""
    collection = latest_collection(request, reference, READERS)
    part = collected_part(collection, part_id)
    if part.file is None:
        raise Http404
    record_look(
        request, collection.case, AccessAction.DOWNLOADED, "collected_document", str(part.pk)
    )
    return stream_file(part.file, file_name(part.file))


@never_cache
@require_GET
def letter(request: HttpRequest, reference: str, language: str) -> HttpResponseBase:
    """The letter: as submitted, or as it would be from the draft today."""
    collection = latest_collection(request, reference, READERS)
    decision = _decision(collection)
    chosen: Language = "en" if language == "en" else "ja"
    record_look(request, collection.case, AccessAction.VIEWED, "letter", reference)
    stored = decision.letter_en if chosen == "en" else decision.letter_ja
    if stored is not None:
        return stream_file(stored, f"{reference}-{chosen}.pdf")
    try:
        content = render_letter_in(
            decision=decision, language=chosen, dated_on=jst_date(timezone.now())
        )
    except UnableToWriteDecision as error:
        context = {
            **admin.site.each_context(request), "reference": reference, "explanation": str(error),
        }  # fmt: skip
        page = "fulfilment/console_no_letter.html"
        return TemplateResponse(request, page, context, status=409)
    return _attachment([content], PDF, f"{reference}-{chosen}-draft.pdf", len(content))


@never_cache
@require_GET
def package_index(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The index of the package, which a person reads first."""
    collection = latest_collection(request, reference, READERS)
    stored = _package_file(collection)
    record_look(request, collection.case, AccessAction.VIEWED, "package", reference)
    content = file_in_package(stored, "index.pdf")
    return _attachment([content], PDF, f"{reference}-index.pdf", len(content))


@never_cache
@require_GET
def package_file(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The whole package, for whoever approves it or posts it on paper."""
    collection = latest_collection(request, reference, READERS)
    stored = _package_file(collection)
    record_look(request, collection.case, AccessAction.DOWNLOADED, "package", reference)
    return stream_file(stored, file_name(stored))


@never_cache
@require_GET
def archive(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The reproducible record of the case as JSON."""
    collection = latest_collection(request, reference, ("dsr_fulfilment.view_collection",))
    record_look(request, collection.case, AccessAction.EXPORTED, "archive", reference)
    content = archive_bytes(collection.case)
    return _attachment([content], "application/json", f"{reference}-archive.json", len(content))


def _label(name: str, labels: dict[str, Words], language: Language) -> str:
    """The label with the field's name, which is what leaving out a field asks for."""
    label = labels[name].to(language) if name in labels else name
    return label if label == name else f"{label} ({name})"


def latest_collection(
    request: HttpRequest, reference: str, permissions: Iterable[str]
) -> Collection:
    """The latest collection, for those who hold one of `permissions`."""
    if not any(request.user.has_perm(name) for name in permissions):
        raise PermissionDenied
    case = Case.objects.filter(reference=reference).select_related("data_key").first()
    collection = collection_of(case) if case else None
    if collection is None:
        raise Http404
    return collection


def collected_part(collection: Collection, part_id: uuid.UUID) -> CollectedCategory:
    """A part of the collection that has its file still. Raises Http404."""
    part = (
        CollectedCategory.objects.filter(collection=collection, pk=part_id)
        .select_related("category", "file__data_key", "collection__case__data_key")
        .first()
    )
    if part is None or part.file is None or part.file.deleted_at is not None:
        raise Http404
    return part


def _decision(collection: Collection) -> Decision:
    decision = decision_of(collection.case)
    if decision is None or decision.collection_id != collection.pk:
        raise Http404
    return decision


def _package_file(collection: Collection) -> StoredFile:
    package: Package | None = package_of(_decision(collection))
    if package is None or package.file is None or package.file.deleted_at is not None:
        raise Http404
    return package.file


def number_asked(text: str) -> int:
    """A number from 1 in an address; 1 where it is none."""
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def record_look(
    request: HttpRequest, case: Case, action: AccessAction, kind: str, reference: str
) -> None:
    """Keep on record that this person looked."""
    record_access(
        subject_id=case.subject_id,
        action=action,
        object_kind=kind,
        object_reference=reference,
        actor=actor_of(signed_in(request)),
        now=timezone.now(),
    )


def stream_file(stored: StoredFile, name: str) -> HttpResponseBase:
    """A sealed file as a download. Raises Http404 once its bytes are gone."""
    try:
        return _attachment(open_file(stored), stored.media_type, name, stored.size)
    except FileGone:
        raise Http404 from None


def _attachment(
    chunks: Iterable[bytes], media_type: str, name: str, size: int
) -> StreamingHttpResponse:
    response = StreamingHttpResponse(chunks, content_type=media_type)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    response["Content-Length"] = str(size)
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response
