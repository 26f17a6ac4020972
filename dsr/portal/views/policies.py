"""Privacy policy and terms: in force, to come, and every version there ever was."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from accounts.models import User
from accounts.selectors.actors import actor_of, signed_in
from accounts.services.data_subjects import ensure_subject
from dsr.cases.letters.words import Language
from dsr.portal.letters.policy import policy_pdf
from dsr.portal.selectors.policies import (
    announced_version,
    archive,
    coming,
    in_force,
    joinable_version,
    standing,
    version_page,
)
from policies.domain.calendar import jst_date
from policies.enums import PolicyDocument
from policies.models import Organisation, PolicyVersion
from policies.selectors.organisations import organisation
from policies.selectors.policy_changes import changes
from policies.selectors.register_records import rows_as_they_were
from policies.services.acceptances import (
    UnableToRecordAcceptance,
    record_acceptance,
    record_joining,
)

SOURCE = "PORTAL"


@require_GET
def policy(request: HttpRequest) -> HttpResponse:
    """The privacy policy in force."""
    return _current(request, PolicyDocument.PRIVACY_POLICY)


@require_GET
def terms(request: HttpRequest) -> HttpResponse:
    """The terms of service in force."""
    return _current(request, PolicyDocument.TERMS)


@require_GET
def versions(request: HttpRequest) -> HttpResponse:
    """Every version of both documents."""
    now = timezone.now()
    groups = [(document, archive(document, now=now)) for document in PolicyDocument]
    facts = {"groups": [group for group in groups if group[1]], "today": jst_date(now)}
    return render(request, "portal/policy_versions.html", facts)


@require_GET
def version(request: HttpRequest, number: str) -> HttpResponse:
    """One version in full, and what it is to the person who reads it."""
    found = _version(number)
    on = timezone.localdate()
    user = request.user
    mine = (
        standing(found, user=signed_in(request), on=on, language=_language())
        if user.is_authenticated and not user.is_staff
        else None
    )
    page = version_page(found, on=on, language=_language())
    return render(request, "portal/policy_version.html", {"page": page, "mine": mine})


@require_GET
def compare(request: HttpRequest, older: str, newer: str) -> HttpResponse:
    """Two versions of one document side by side."""
    before, after = _version(older), _version(newer)
    if before.document != after.document:
        raise Http404
    change = changes(before, after, _language())[0]
    facts = {"before": before, "after": after, "change": change}
    return render(request, "portal/policy_compare.html", facts)


@require_safe
def pdf(request: HttpRequest, number: str) -> HttpResponse:
    """One version to print and keep, in the name the company had when it announced it."""
    found = _version(number)
    language = _language()
    (org,) = rows_as_they_were(Organisation, [organisation().pk], found.announced_at)
    content = policy_pdf(
        document=found.document,
        number=found.number,
        text=found.text_en if language == "en" else found.text_ja,
        sha256=found.sha256,
        announced_on=jst_date(found.announced_at),
        effective_from=found.effective_from,
        requires_consent=found.requires_consent,
        organisation=org.name_en if language == "en" else org.name_ja,
        language=language,
    )
    name = f"policy-{found.number}-{language}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@login_required
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, number: str) -> HttpResponse:
    """Yes, to the very text that was on the page: to what is new in it, or on joining to all of it.

    POST: text_sha256; language, of the page that was read (another tab may have switched it since);
    joining=yes by a person who joins under this version.
    """
    user, now = signed_in(request), timezone.now()
    if user.is_staff:
        raise Http404
    if request.method == "GET":  # signing in leads here, where the click came when signed out
        messages.error(request, _("Please read the text and decide again."))
        return redirect("portal_policy_version", number)
    joining, read_in = request.POST.get("joining") == "yes", request.POST.get("language", "")
    if joining and not _may_join(user, number, on=jst_date(now)):
        messages.error(request, _("Joining is for people who register under the version in force."))
        return redirect("portal_policy_version", number)
    record = record_joining if joining else record_acceptance
    try:
        record(
            subject_id=ensure_subject(user=user, now=now).pk,
            number=number,
            language=read_in if read_in in ("ja", "en") else _language(),
            source=SOURCE,
            text_sha256=request.POST.get("text_sha256", "") or "-",
            actor=actor_of(user),
            now=now,
        )
    except UnableToRecordAcceptance as refused:
        if refused.code != "OTHER_TEXT":
            raise Http404 from refused
        messages.error(request, _("Please read the text and decide again."))
    else:
        said = (
            _("You joined under version %(number)s and accepted the whole text.")
            if joining
            else _("You agreed to version %(number)s.")
        )
        messages.success(request, said % {"number": number})
    return redirect("portal_policy_version", number)


def _current(request: HttpRequest, document: PolicyDocument) -> HttpResponse:
    now = timezone.now()
    on = jst_date(now)
    found = in_force(document, on=on)
    facts = {
        "document": document,
        "page": version_page(found, on=on, language=_language()) if found else None,
        "coming": coming(document, now=now, on=on),
    }
    return render(request, "portal/policy.html", facts)


def _may_join(user: User, number: str, *, on: date) -> bool:
    document = PolicyDocument(_version(number).document)
    version = joinable_version(document, user=user, on=on)
    return version is not None and version.number == number


def _version(number: str) -> PolicyVersion:
    found = announced_version(number, now=timezone.now())
    if found is None:
        raise Http404
    return found


def _language() -> Language:
    return "en" if get_language() == "en" else "ja"
