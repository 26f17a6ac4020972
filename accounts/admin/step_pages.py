"""A step is its own page: what will happen, why, then one verb (HOUSE §4.8)."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.forms.reason import ReasonForm
from accounts.selectors.actors import actor_of, signed_in

if TYPE_CHECKING:
    from accounts.admin.base import ReadOnlyAdmin

Text = str | Promise

STALE = _(
    "Someone changed this while you were reading. Please look at what is new, then confirm again."
    " What you typed is kept."
)
NOT_PERMITTED = _("Your role does not allow this.")
UNABLE = _("This could not be done now. Please look at the page again.")


class StepPage:
    """One verb on one object, at `<reference>/step/<slug>/`.

    A class says: slug, title, permission, what_happens (sentences), button, `failures` (the
    UnableTo… of its verb), `explanations` (failure code -> kind words) and `run`. GET shows the
    page; POST with a valid form calls `run` once and goes back to the object's page.
    """

    slug: ClassVar[str] = ""
    title: ClassVar[Text] = ""
    permission: ClassVar[str] = ""
    what_happens: ClassVar[tuple[Text, ...]] = ()
    button: ClassVar[Text] = _("Confirm")
    done: ClassVar[Text] = _("Done.")
    dangerous: ClassVar[bool] = False
    form_class: ClassVar[type[Form]] = ReasonForm
    failures: ClassVar[tuple[type[Exception], ...]] = ()
    explanations: ClassVar[Mapping[str, Text]] = {}
    template_name: ClassVar[str] = "admin/step_page.html"

    def __init__(self, model_admin: "ReadOnlyAdmin", request: HttpRequest, obj: Any) -> None:
        self.model_admin = model_admin
        self.request = request
        self.obj = obj

    def run(self, form: Form, *, actor: Any, now: Any) -> None:
        """Call the one verb. May raise any of `failures`."""
        raise NotImplementedError

    def version(self) -> int:
        """A number that grows with every change of the object; 0 where staleness cannot matter."""
        return 0

    def available(self) -> bool:
        """Whether the step makes sense for the object as it stands (its button shows)."""
        return True

    def permitted(self) -> bool:
        """Whether this person may take the step."""
        return bool(self.permission) and self.request.user.has_perm(self.permission)

    def sentences(self) -> Iterable[Text]:
        """What will happen, in plain words."""
        return self.what_happens

    def form(self, data: Any = None) -> Form:
        """The form, bound to what was posted."""
        initial = {"seen": self.version()}
        return self.form_class(data=data, initial=initial)

    def explain(self, error: Exception) -> Text:
        """Kind words for a failure, by its `code`; a page has its own where it knows more."""
        code = str(getattr(error, "code", ""))
        return self.explanations.get(code, NOT_PERMITTED if code == "NOT_PERMITTED" else UNABLE)

    @property
    def url(self) -> str:
        """The address of this page."""
        opts = self.model_admin.opts
        reference = self.model_admin.reference_of(self.obj)
        return reverse(
            f"admin:{opts.app_label}_{opts.model_name}_step", args=[reference, self.slug]
        )

    @property
    def back_url(self) -> str:
        """The address of the object's page."""
        opts = self.model_admin.opts
        reference = self.model_admin.reference_of(self.obj)
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[reference])

    @property
    def back_label(self) -> Text:
        """What the way back is called in the breadcrumbs."""
        return str(self.obj)

    @staticmethod
    def serve(
        model_admin: "ReadOnlyAdmin",
        steps: Iterable[type["StepPage"]],
        request: HttpRequest,
        object_id: str,
        slug: str,
    ) -> HttpResponse:
        """Find object and step, check the person, answer. Raises Http404 and PermissionDenied."""
        step = next((step for step in steps if step.slug == slug), None)
        if not model_admin.has_view_permission(request):
            raise PermissionDenied
        obj = model_admin.get_object(request, object_id)
        if step is None or obj is None:
            raise Http404
        page = step(model_admin, request, obj)
        if not page.permitted():
            raise PermissionDenied
        return page.answer()

    def answer(self) -> HttpResponse:
        """The page, or the step and the way back."""
        if self.request.method != "POST":
            return self._show(self.form())
        form = self.form(self.request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        if form.cleaned_data.get("seen") != self.version():
            return self._show_stale(form)
        try:
            self.run(form, actor=actor_of(signed_in(self.request)), now=timezone.now())
        except self.failures as error:
            form.add_error(None, str(self.explain(error)))
            return self._show(form, status=409)
        return self.finish()

    def finish(self) -> HttpResponse:
        """What is shown once it is done: by default the way back, with a word about it."""
        messages.success(self.request, str(self.done))
        return redirect(self.after_url())

    def after_url(self) -> str:
        """Where to go once it is done."""
        return self.back_url

    def _show_stale(self, form: Form) -> HttpResponse:
        data = self.request.POST.copy()
        data["seen"] = str(self.version())
        fresh = self.form(data)
        fresh.full_clean()
        fresh.add_error(None, str(STALE))
        return self._show(fresh, status=409)

    def _show(self, form: Form, status: int = 200) -> HttpResponse:
        context = {
            **self.model_admin.admin_site.each_context(self.request),
            "title": self.title,
            "opts": self.model_admin.opts,
            "original": self.obj,
            "page": self,
            "form": form,
        }
        return TemplateResponse(self.request, self.template_name, context, status=status)
