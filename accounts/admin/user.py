"""People who sign in. Requesters are only listed; staff are made and ended here, by steps."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.adding import AddByStepAdmin, AddStep
from accounts.admin.step_pages import StepPage, Text
from accounts.enums import Role
from accounts.forms.staff import RolesForm, StaffForm
from accounts.models import StaffChange, User
from accounts.services import staff

EXPLANATIONS: dict[str, Text] = {
    "ADDRESS": _("Please write the address in half-width letters, like name@example.jp."),
    "TAKEN": _("Somebody signs in with this address already."),
    "ROLE": _("Please choose at least one role."),
    "SELF": _("You cannot change your own account. Please ask another administrator."),
    "NOT_STAFF": _("This person is not a member of staff."),
}


class _StaffStep(StepPage):
    """A step on a staff account."""

    permission = staff.MANAGE_STAFF
    failures = (staff.UnableToManageStaff,)
    explanations = EXPLANATIONS

    def available(self) -> bool:
        """Only staff, and never oneself."""
        return bool(self.obj.is_staff) and self.obj.pk != self.request.user.pk


class SetRoles(_StaffStep):
    """Give exactly these roles."""

    slug = "roles"
    title = _("Change the roles")
    what_happens = (
        _("This person can do what the ticked roles allow, from their next page on."),
        _("The change and its reason are kept on record."),
    )
    form_class = RolesForm

    def form(self, data: Any = None) -> Form:
        """Ticked as the person's roles stand."""
        roles = list(self.obj.groups.values_list("name", flat=True))
        return self.form_class(data=data, initial={"seen": self.version(), "roles": roles})

    def run(self, form: Form, *, actor: Any, now: Any) -> None:
        """Set them."""
        facts = {"roles": form.cleaned_data["roles"], "reason": form.cleaned_data["reason"]}
        staff.set_staff_roles(user_id=self.obj.pk, **facts, actor=actor, now=now)


class Deactivate(_StaffStep):
    """End the account."""

    slug = "deactivate"
    title = _("Deactivate the account")
    what_happens = (
        _("This person is signed out at their next click and cannot sign in any more."),
        _("What they did stays on record under their name."),
    )
    dangerous = True

    def available(self) -> bool:
        """While it is open."""
        return super().available() and bool(self.obj.is_active)

    def run(self, form: Form, *, actor: Any, now: Any) -> None:
        """End it."""
        reason = form.cleaned_data["reason"]
        staff.deactivate_staff(user_id=self.obj.pk, reason=reason, actor=actor, now=now)


class Reactivate(_StaffStep):
    """Open the account again."""

    slug = "reactivate"
    title = _("Reactivate the account")
    what_happens = (_("This person can sign in again, with the roles they had."),)

    def available(self) -> bool:
        """While it is closed."""
        return super().available() and not self.obj.is_active

    def run(self, form: Form, *, actor: Any, now: Any) -> None:
        """Open it."""
        reason = form.cleaned_data["reason"]
        staff.reactivate_staff(user_id=self.obj.pk, reason=reason, actor=actor, now=now)


class ResetSecondFactor(_StaffStep):
    """For a lost phone."""

    slug = "reset-second-factor"
    title = _("Reset password and second factor")
    what_happens = (
        _("Password, authenticator app, passkeys and recovery codes of this person stop working."),
        _("They get a mail and start anew with a code sent to their address."),
        _("Please make sure by another way, such as a call, that it is really them who asks."),
    )
    dangerous = True

    def run(self, form: Form, *, actor: Any, now: Any) -> None:
        """Reset."""
        reason = form.cleaned_data["reason"]
        staff.reset_second_factor(user_id=self.obj.pk, reason=reason, actor=actor, now=now)


class AddStaff(AddStep, _StaffStep):
    """A new member of staff; the page stands beside the list."""

    slug = "add-staff"
    title = _("Add a member of staff")
    what_happens = (
        _("They get a mail, sign in with a code to this address and set up their second factor."),
        _("Until then they reach nothing in the console."),
    )
    form_class = StaffForm

    def run(self, form: Form, *, actor: Any, now: Any) -> None:
        """Make the account."""
        names = ("address", "display_name", "roles", "language", "reason")
        facts = {name: form.cleaned_data[name] for name in names}
        staff.create_staff(**facts, actor=actor, now=now)


class RoleFilter(admin.SimpleListFilter):
    """By role."""

    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """The roles of the desk."""
        return Role.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Who holds it."""
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


@admin.register(User)
class UserAdmin(AddByStepAdmin):
    """Staff by name and role; requesters are found by their whole address only."""

    list_display = ("display_name", "email", "role_names", "is_active", "last_login")
    list_display_links = ("display_name", "email")
    list_filter = (RoleFilter, "is_active")
    ordering: ClassVar[Any] = ("display_name", "pk")
    fields = (
        "email", "display_name", "role_names", "language", "is_active", "date_joined", "last_login",
        "changes",
    )  # fmt: skip
    search_exactly = ("email",)
    search_help_text = _("Whole e-mail address")
    steps = (SetRoles, Deactivate, Reactivate, ResetSecondFactor)
    add_step = AddStaff

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Staff with their roles. Requesters are no business of this list."""
        return super().get_queryset(request).filter(is_staff=True).prefetch_related("groups")

    def find(self, request: HttpRequest, queryset: QuerySet, term: str) -> QuerySet:
        """By the whole address, whatever its case."""
        return queryset.filter(email__iexact=term)

    @admin.display(description=_("roles"))
    def role_names(self, obj: User) -> str:
        """The roles in words."""
        labels = dict(Role.choices)
        names = sorted(group.name for group in obj.groups.all())
        return " / ".join(str(labels.get(name, name)) for name in names)

    @admin.display(description=_("changes"))
    def changes(self, obj: User) -> str:
        """Every change with its reason, newest first."""
        rows = StaffChange.objects.filter(user=obj).select_related("actor").order_by("-at", "-pk")
        return "\n".join(
            f"{row.at:%Y-%m-%d %H:%M}  {row.get_kind_display()}  {row.actor or ''}  {row.reason}"
            for row in rows[:50]
        )


admin.site.unregister(Group)  # roles are code (accounts.domain.roles), synced by sync_roles
