"""Several files in one field."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class FilesInput(forms.ClearableFileInput):
    """The browser's own chooser, for more than one file."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of uploads, [] where none was chosen. Each problem names its file.

    `most`: files at most; `most_bytes`: of each. What a file really is, its reader finds out.
    """

    widget = FilesInput
    default_error_messages = {
        "empty": _("%(name)s: The file is empty. Please choose the file again."),
        "too_large": _("%(name)s: The file is larger than %(most)s MB."),
    }

    def __init__(self, *args: Any, most: int, most_bytes: int, **kwargs: Any) -> None:
        self.most, self.most_bytes = most, most_bytes
        super().__init__(*args, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Every file, or why not."""
        uploads: list[UploadedFile] = [one for one in data or [] if one]
        if self.required and not uploads:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(uploads) > self.most:
            words = ngettext(
                "Please choose %(most)s file at most.",
                "Please choose %(most)s files at most.",
                self.most,
            )
            raise forms.ValidationError(words % {"most": self.most}, code="too_many")
        for upload in uploads:
            self._check(upload)
        return uploads

    def _check(self, upload: UploadedFile) -> None:
        about = {"name": upload.name, "most": self.most_bytes // (1024 * 1024)}
        if not upload.size:
            raise forms.ValidationError(self.error_messages["empty"], code="empty", params=about)
        if upload.size > self.most_bytes:
            code = "too_large"
            raise forms.ValidationError(self.error_messages[code], code=code, params=about)
