"""A new row is made by a step, too: its page stands beside the list, its button above it."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.step_pages import StepPage, Text


class AddStep(StepPage):
    """A step that makes something new, at `<slug>/` beside the list it leads back to."""

    def version(self) -> int:
        """There is nothing to go stale."""
        return 0

    @property
    def url(self) -> str:
        """Beside the list."""
        return self._address(self.slug.replace("-", "_"))

    @property
    def back_url(self) -> str:
        """The list."""
        return self._address("changelist")

    @property
    def back_label(self) -> Text:
        """The list."""
        return capfirst(str(self.model_admin.opts.verbose_name_plural))

    def _address(self, page: str) -> str:
        opts = self.model_admin.opts
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}")


class AddByStepAdmin(ReadOnlyAdmin):
    """A list whose rows are made by `add_step`."""

    add_step: ClassVar[type[AddStep]]
    change_list_template = "admin/list_with_add_step.html"

    def get_urls(self) -> list[URLPattern]:
        """And the page of the step."""
        slug = self.add_step.slug
        add = path(
            f"{slug}/",
            self.admin_site.admin_view(self.add_step_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_{slug.replace('-', '_')}",
        )
        return [add, *super().get_urls()]

    def add_step_view(self, request: HttpRequest) -> HttpResponse:
        """The page of the step, for those who may take it."""
        page = self.add_step(self, request, self.model())
        if not page.permitted():
            raise PermissionDenied
        return page.answer()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, with the button for those who may."""
        page = self.add_step(self, request, self.model())
        button = {"add_page": page if page.permitted() else None}
        return super().changelist_view(request, {**button, **(extra_context or {})})
