"""Steps on a representative's authority, each a page of its own."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.admin.step_pages import StepPage
from accounts.forms.reason import StepForm
from dsr.cases.domain.workflow import BEFORE_RELEASE
from dsr.cases.enums import Gate
from dsr.cases.selectors.notes import note_text
from dsr.identity.admin.authority_pictures import authority_pictures
from dsr.identity.admin.authority_words import (
    DECIDING,
    NOTIFYING,
    RECHECKING,
    WHEN_OF_AGE,
    claimed_rows,
)
from dsr.identity.enums import (
    AUTHORITY_WAITING,
    AuthorityBasis,
    AuthorityStatus,
)
from dsr.identity.forms.authority import AuthorityForm, PostedForm, RecheckForm
from dsr.identity.gateways.member_directory import DirectoryUnavailable
from dsr.identity.selectors.authority import (
    PrincipalAge,
    address_of_principal,
    has_run_out,
    principal_age,
)
from dsr.identity.selectors.principal_notices import notice_of
from dsr.identity.services.authority import (
    VERIFY_AUTHORITY,
    UnableToDecideAuthority,
    decide_authority,
)
from dsr.identity.services.authority_findings import SeenAuthority
from dsr.identity.services.authority_rechecks import (
    UnableToRecheckAuthority,
    must_be_rechecked,
    recheck_authority,
    rely_on_mandate,
)
from dsr.identity.services.principal_notices import (
    UnableToNotifyPrincipal,
    record_notice_posted,
    write_principal_notice,
)
from policies.domain.calendar import jst_date


class AuthorityStep(StepPage):
    """What every page here shares: looks are on record, events of the case make it stale."""

    permission = VERIFY_AUTHORITY
    template_name = "identity/authority_review.html"

    def version(self) -> int:
        """Events of the case."""
        return int(self.obj.case.events.count())

    def answer(self) -> Any:
        """What the person claimed shows here, so every look is on record first."""
        self.model_admin.record_view(self.request, self.obj)
        return super().answer()

    @property
    def claimed(self) -> list[tuple[str, str]]:
        """What the representative said."""
        return claimed_rows(self.obj.case)

    @cached_property
    def age(self) -> PrincipalAge | None:
        """The principal's age today, where the authority depends on it."""
        return principal_age(self.obj, on=jst_date(timezone.now()))

    @property
    def pictures(self) -> list[dict[str, Any]]:
        """None, unless a page says so."""
        return []


class DecideAuthority(AuthorityStep):
    """The verdict on documents of authority."""

    slug = "decide"
    title = _("Decide on authority")
    button = _("Record the verdict")
    what_happens = (
        _("If confirmed, the request is accepted once identity and fee are settled too."),
        _("If something differs, a second person must confirm."),
        _("If not confirmed, the representative is asked to act; nothing is refused yet. F2 comes"
          " only after that."),
        _("On the day of release the authority is checked again."),
        _("The pictures are deleted within a week."),
    )  # fmt: skip
    failures = (UnableToDecideAuthority, DirectoryUnavailable)
    explanations = DECIDING

    def available(self) -> bool:
        """While somebody waits for it."""
        return self.obj.status in AUTHORITY_WAITING and self.obj.case.status in BEFORE_RELEASE

    def form(self, data: Any = None) -> forms.Form:
        """The form of this basis."""
        classes = set(self.obj.documents.kept().values_list("document_class", flat=True))
        initial: dict[str, Any] = {"seen": self.version()}
        if len(classes) == 1:
            initial["document_class"] = classes.pop()
        form = AuthorityForm(data=data, initial=initial, basis=self.obj.basis)
        form.label_suffix = ""
        points = [name for name in form.fields if name.startswith("point_")]
        rest = [name for name in form.fields if name not in points and name != "seen"]
        self.fields = [form[name] for name in (*points, *rest)]
        return form

    @property
    def pictures(self) -> list[dict[str, Any]]:
        """The documents."""
        return authority_pictures(self.obj.case_id)

    @property
    def first_reason(self) -> str:
        """Why the first reviewer would say yes, for the second person."""
        note = self.obj.reason_note
        return note_text(note) if note and self.obj.first_reviewer_id else ""

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Decide."""
        if not isinstance(form, AuthorityForm):
            raise TypeError("This page has its own form.")
        said = form.cleaned_data
        decide_authority(
            case_id=self.obj.case_id,
            confirmed=said["verdict"] == "yes",
            seen=SeenAuthority(
                document_class=said["document_class"],
                findings=form.findings(),
                issued_on=said["issued_on"],
                expires_on=said["expires_on"],
                kinds_stated=tuple(said.get("kinds_stated", ())),
                birth_date=said.get("birth_date"),
                notice=said.get("notice", ""),
            ),
            address=address_of_principal(self.obj.case),
            reason=said["reason"],
            actor=actor,
            now=now,
        )


class RecheckAuthority(AuthorityStep):
    """The check on the day of release."""

    slug = "recheck"
    title = _("Check authority again")
    button = _("Record the check")
    form_class = RecheckForm
    what_happens = (
        _("The answer can be released only on a day on which the authority was checked."),
        _("If it has ended, nothing is released to the representative, who is asked to act."),
    )
    failures = (UnableToRecheckAuthority,)
    explanations = RECHECKING

    def available(self) -> bool:
        """Where it was confirmed on another day."""
        return must_be_rechecked(self.obj, case=self.obj.case, now=timezone.now())

    def form(self, data: Any = None) -> forms.Form:
        """Two answers and a reason."""
        form = super().form(data)
        form.label_suffix = ""
        self.fields = [form["verdict"], form["reason"]]
        return form

    @property
    def of_age_words(self) -> Any:
        """What to do where the principal came of age in between."""
        ended = has_run_out(self.obj, on=jst_date(timezone.now()))
        return WHEN_OF_AGE if ended == "ADULT" else ()

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Record."""
        recheck_authority(
            case_id=self.obj.case_id,
            still_valid=form.cleaned_data["verdict"] == "yes",
            reason=form.cleaned_data["reason"],
            actor=actor,
            now=now,
        )


class RelyOnMandate(AuthorityStep):
    """Going on by a mandate of the principal."""

    slug = "rely-on-mandate"
    title = _("Go on by a mandate")
    button = _("Ask for a mandate")
    template_name = "admin/step_page.html"
    what_happens = (
        _("The representative is asked on their page for a letter of mandate of the principal."),
        _("The answer is then posted to the principal, unless they filed as an agent who may"
          " receive it."),
        _("The principal is told by post that somebody asks for them."),
    )  # fmt: skip
    failures = (UnableToRecheckAuthority,)
    explanations = RECHECKING

    def available(self) -> bool:
        """After a statutory authority was not confirmed, or ended."""
        return (
            self.obj.status == AuthorityStatus.NOT_CONFIRMED
            and self.obj.basis != AuthorityBasis.MANDATE
            and self.obj.case.status in BEFORE_RELEASE
        )

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Ask."""
        reason = form.cleaned_data["reason"]
        rely_on_mandate(case_id=self.obj.case_id, reason=reason, actor=actor, now=now)


class NoticeStep(AuthorityStep):
    """Telling the principal."""

    failures = (UnableToNotifyPrincipal, DirectoryUnavailable)
    explanations = NOTIFYING
    template_name = "admin/step_page.html"

    def available(self) -> bool:
        """While they must be told."""
        confirmed = self.obj.status == AuthorityStatus.CONFIRMED
        needed = self.obj.case.principal_notice_gate == Gate.OPEN
        return confirmed and needed and self.obj.case.status in BEFORE_RELEASE


class WriteNotice(NoticeStep):
    """Writing the letter."""

    slug = "write-notice"
    title = _("Write to the principal")
    button = _("Write the letter")
    done: ClassVar[Any] = _("The letter is ready. Print it, post it, and record the day.")
    form_class = StepForm
    what_happens = (
        _("A letter in Japanese and English tells the principal that somebody asks for them."),
        _("It is addressed to the address on file, or to the one a document of the principal"
          " showed."),
        _("Written again, it replaces the earlier letter."),
    )  # fmt: skip

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Write."""
        address = address_of_principal(self.obj.case)
        write_principal_notice(case_id=self.obj.case_id, address=address, actor=actor, now=now)


class RecordNotice(NoticeStep):
    """Recording that it was posted."""

    slug = "record-notice"
    title = _("Record the notice as posted")
    button = _("Record the day")
    form_class = PostedForm
    what_happens = (
        _("The day is on record; the answer can be released from then on."),
        _("Post it first: print the letter from the page before."),
    )

    def available(self) -> bool:
        """Once there is a letter."""
        return super().available() and notice_of(self.obj.case) is not None

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Record."""
        posted_on = form.cleaned_data["posted_on"]
        record_notice_posted(case_id=self.obj.case_id, posted_on=posted_on, actor=actor, now=now)


STEPS: tuple[type[StepPage], ...] = (
    DecideAuthority, RecheckAuthority, RelyOnMandate, WriteNotice, RecordNotice,
)  # fmt: skip
