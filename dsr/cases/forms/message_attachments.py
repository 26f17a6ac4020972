"""The files of a message, as both sides choose them, and why one was not taken."""

from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accounts.forms.uploads import FilesField, FilesInput
from accounts.gateways.rerender import MESSAGES
from dsr.cases.services.message_attachments import UnableToAttachFiles, Upload

ACCEPTED = ".pdf,.jpg,.jpeg,.png,.heic,.heif,.webp,.tif,.tiff,.txt"
REFUSALS = {
    **{str(code): _(text) for code, text in MESSAGES.items()},  # the msgids live in accounts
    "UNSUPPORTED_TYPE": _("Please choose a PDF, JPEG, PNG, HEIC or text file."),
    "NOT_TEXT": _("This is not a plain text file."),
    "VIRUS": _("Our virus scanner refused this file."),
    "SCANNER": _("We cannot check files right now. Please try again in some minutes."),
    "MY_NUMBER": _(
        "This looks like a My Number (Individual Number). Please remove it: we must not receive it."
    ),
    "TOO_MANY": _("Please choose fewer files for one message."),
    "CASE_FULL": _("This request holds as many files as it can. Please write to us without files."),
}


def files_field() -> FilesField:
    """The field, with the limits of the settings."""
    return FilesField(
        label=pgettext("message", "Files"),
        required=False,
        most=settings.MESSAGE_FILES,
        most_bytes=settings.MESSAGE_FILE_BYTES,
        help_text=_(
            "Up to %(files)s files of %(size)s MB each: PDF, JPEG, PNG, HEIC or plain text."
        )
        % {
            "files": settings.MESSAGE_FILES,
            "size": settings.MESSAGE_FILE_BYTES // (1024 * 1024),
        },
        widget=FilesInput(attrs={"accept": ACCEPTED}),
    )


def uploads_of(files: list[UploadedFile]) -> list[Upload]:
    """What a service takes."""
    return [Upload(name=file.name or "", content=cast("BinaryIO", file)) for file in files]


def refusal_words(unable: UnableToAttachFiles) -> str:
    """Which file, why, and that nothing was sent."""
    words = str(REFUSALS[unable.code])
    if not unable.file_name:
        return words
    return str(_("%(name)s: %(words)s Nothing was sent yet; please choose your files again.")) % {
        "name": unable.file_name,
        "words": words,
    }
