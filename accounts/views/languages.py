"""Choosing the language of pages also chooses that of mails."""

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as set_page_language

from accounts.models import User
from accounts.services.sign_in import set_language as set_mail_language


@require_POST
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Django's language switch; a signed-in person's mails follow it."""
    language = request.POST.get("language", "")
    if isinstance(request.user, User) and language in ("ja", "en") and check_for_language(language):
        set_mail_language(user=request.user, language=language)
    return set_page_language(request)
