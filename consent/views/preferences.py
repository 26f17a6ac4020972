"""The preference centre (policy Art 4-2): one switch per item; yes and no take the same steps."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.clock import jst_date
from accounts.models import DataSubject, User
from accounts.services.data_subjects import ensure_subject
from consent.enums import ConsentAction
from consent.selectors.consents import Switch, item_name, switches
from consent.selectors.histories import HistoryLine, history_of
from consent.services.consents import UnableToRecordConsent, give_consent, withdraw_consent

SOURCE = "PREFERENCE_CENTRE"


@login_required
@never_cache
@require_safe
def preferences(request: HttpRequest) -> HttpResponse:
    """Every switch, with its words, since when it stands so and under which version."""
    rows = [_row(switch) for switch in _switches(request)]
    return render(request, "consent/preferences.html", {"rows": rows})


@login_required
@never_cache
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """Every yes and no of this person, newest first."""
    own = _subject(request).pk
    lines = history_of(subject_id=own, language=_language())
    entries = [_entry(line, _receipt_href(line, own)) for line in lines]
    return render(request, "consent/history.html", {"lines": entries})


@login_required
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, code: str) -> HttpResponse:
    """Yes, to the words on the page the person came from."""
    if request.method == "GET":
        return _signed_in_again(request)
    subject = _subject(request)
    try:
        give_consent(
            subject_id=subject.pk, item_code=code, language=_language_read(request), source=SOURCE,
            text_version=request.POST.get("text_version", ""), now=timezone.now(),
        )  # fmt: skip
    except UnableToRecordConsent as refused:
        return _refused(request, code, refused)
    return _said(request, code, ConsentAction.GIVEN)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """No, from this moment on; no reason is asked."""
    if request.method == "GET":
        return _signed_in_again(request)
    subject = _subject(request)
    try:
        withdraw_consent(
            subject_id=subject.pk, item_code=code, language=_language_read(request), source=SOURCE,
            now=timezone.now(),
        )  # fmt: skip
    except UnableToRecordConsent as refused:
        return _refused(request, code, refused)
    return _said(request, code, ConsentAction.WITHDRAWN)


def _signed_in_again(request: HttpRequest) -> HttpResponse:
    """The click came when the person was signed out: signing in leads to its address."""
    messages.warning(
        request, _("You were signed out, so nothing was recorded. Please choose once more.")
    )
    return redirect("consent_preferences")


def _refused(request: HttpRequest, code: str, refused: UnableToRecordConsent) -> HttpResponse:
    name = item_name(code, _language())
    if not name:
        raise Http404
    said = {
        "UNKNOWN_ITEM": _("“%(name)s” is not offered at present, so nothing was recorded.")
        % {"name": name},
        "OTHER_TEXT": _("The text has changed meanwhile. Please read it and decide again."),
        "PREREQUISITE": _("The service needs this. It ends only when you leave the service."),
    }
    messages.error(request, said[refused.code])
    return redirect("consent_preferences")


def _said(request: HttpRequest, code: str, action: ConsentAction) -> HttpResponse:
    name = item_name(code, _language())
    if action == ConsentAction.GIVEN:
        messages.success(request, _("You agreed to “%(name)s”.") % {"name": name})
    else:
        messages.success(request, _("“%(name)s” is off from now on.") % {"name": name})
    return redirect("consent_preferences")


def _receipt_href(line: HistoryLine, own: uuid.UUID) -> str:
    """A line from before the person came is in the chain of a subject whose place theirs took."""
    place: dict[str, object] = {"sequence": line.sequence}
    if line.subject_id != own:
        place["former"] = line.subject_id
    return reverse("consent_receipt", kwargs=place)


def _entry(line: HistoryLine, href: str) -> dict[str, str]:
    """One entry of components/timeline.html."""
    version = _("Text of version %(version)s") % {"version": line.text_version}
    return {
        "state": "done",
        "title": pgettext("consent", "%(name)s: %(action)s")
        % {"name": line.name, "action": line.action.label},
        "time": date_format(localtime(line.at), "DATETIME_FORMAT"),
        "machine_time": line.at.isoformat(),
        "text": version if line.text_version else "",
        "href": href,
        "link_text": _("Receipt of “%(name)s”") % {"name": line.name},
    }


def _row(switch: Switch) -> dict[str, object]:
    english = _language() == "en"
    recipient = switch.item.recipient
    return {
        "code": switch.item.code,
        "name": _name(switch),
        "words": switch.text.text_en if english else switch.text.text_ja,
        "version": switch.text.version,
        "on": switch.answer.allowed,
        "since": switch.answer.since,
        "under": switch.answer.text_version,
        "verdict": switch.answer.verdict,
        "sequence": switch.answer.sequence,
        "locked": switch.item.prerequisite and switch.answer.said_yes,
        "waits_for": switch.waits_for,
        "recipient": (recipient.name_en if english else recipient.name_ja) if recipient else "",
    }


def _switches(request: HttpRequest) -> list[Switch]:
    now = timezone.now()
    return switches(subject_id=_subject(request).pk, on=jst_date(now))


def _name(switch: Switch) -> str:
    return switch.item.name_en if _language() == "en" else switch.item.name_ja


def _subject(request: HttpRequest) -> DataSubject:
    user = request.user
    if not isinstance(user, User):
        raise Http404
    return ensure_subject(user=user, now=timezone.now())


def _language() -> str:
    return get_language() or "ja"


def _language_read(request: HttpRequest) -> str:
    """Of the page the person decided on: another tab may have switched it meanwhile."""
    said = request.POST.get("language", "")
    return said if said in ("ja", "en") else _language()
