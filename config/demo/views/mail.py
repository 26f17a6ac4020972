"""The outgoing mailbox: what would have been sent, with the one-time codes in it."""

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.demo.forms.mail import MailSearchForm
from config.demo.mail_folder import FolderMail, find_mail, list_mails
from config.demo.views.trail import trail


@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """GET /demo/mail/?to=…: the newest fifty mails, newest first."""
    form = MailSearchForm(request.GET)
    if not form.is_valid():
        raise BadRequest
    to = form.cleaned_data["to"]
    mails = list_mails(to=to)
    columns = [_("Subject"), _("To"), _("Written at")]
    context = {
        "form": form,
        "to": to,
        "columns": [{"text": text} for text in columns],
        "rows": [_row(mail, columns) for mail in mails],
        "breadcrumbs": trail(_("Outgoing mail")),
    }
    return render(request, "demo/mailbox.html", context)


def _row(mail: FolderMail, columns: list[str]) -> list[dict[str, str]]:
    cells = [{"text": mail.subject, "href": f"/demo/mail/{mail.key}/"}, {"text": mail.to}]
    cells.append({"text": _moment(mail)})
    return [{**cell, "label": label} for cell, label in zip(cells, columns, strict=True)]


def _moment(mail: FolderMail) -> str:
    return date_format(timezone.localtime(mail.at), "SHORT_DATETIME_FORMAT")


@never_cache
@require_safe
def one_mail(request: HttpRequest, key: str) -> HttpResponse:
    """GET /demo/mail/<key>/."""
    mail = find_mail(key)
    if mail is None:
        raise Http404
    rows = [
        {"label": _("To"), "value": mail.to},
        {"label": _("Written at"), "value": _moment(mail)},
    ]
    crumbs = trail(_("Outgoing mail"), "/demo/mail/", mail.subject)
    return render(request, "demo/mail.html", {"mail": mail, "rows": rows, "breadcrumbs": crumbs})
