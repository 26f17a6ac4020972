"""What is done with a draft, each on a page of its own."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.admin.step_pages import StepPage, Text
from accounts.forms.reason import ReasonForm, StepForm
from policies.domain.article_lint import MISSING_ARTICLE, ONLY_IN_ONE, ReferenceFault
from policies.enums import DraftStatus, RevisionNature
from policies.forms.policy_draft import PublishForm
from policies.selectors.organisations import organisation
from policies.services.policy_drafts import (
    CHANGE,
    PUBLISH,
    UnableToDraftPolicy,
    authors_of,
    discard_draft,
    publish_draft,
    return_draft,
    split_draft,
    submit_draft,
)

EXPLANATIONS = {
    "NOT_PERMITTED": _("You do not hold the permission for this."),
    "NUMBER_TAKEN": _("Another draft or version has this number already."),
    "BAD_NUMBER": _("Please use letters, digits and hyphens only."),
    "WRONG_STATUS": _("This is no longer possible as the draft stands now."),
    "STALE": _("Somebody changed this draft meanwhile. Please look at it again."),
    "REFERENCES": _("The text cites an article or clause that is not there. It is listed below."),
    "TOO_SOON": _("It must take effect on a later day than the one it is announced on."),
    "MIXED": _("A revision of both kinds must be split in two first."),
    "NOT_MIXED": _("Only a revision of both kinds is split."),
    "NOT_CUT": _(
        "A draft that needs consent has these very words. Please take out of this one what"
        " needs consent: it would begin to hold without being asked for."
    ),
    "TRIGGERS": _("A revision that needs consent says why, and only such a one."),
    "WHAT_IS_NEW": _("Please choose what is new: for those who do not accept, it stays blocked."),
    "OWN_DRAFT": _("Who has written a draft does not publish it. Please ask a second person."),
    "REASON_MISSING": _("Please give the reason for publishing your own draft."),
}


def words_for(fault: ReferenceFault) -> str:
    """A fault as a sentence."""
    language = gettext("Japanese text") if fault.language == "ja" else gettext("English text")
    facts = {"language": language, "line": fault.line, "cited": fault.cited}
    if fault.kind == ONLY_IN_ONE:
        return gettext("%(language)s: %(cited)s of the other language is missing.") % facts
    if fault.kind == MISSING_ARTICLE:
        return gettext("%(language)s, line %(line)s: “%(cited)s” cites a missing article.") % facts
    return gettext("%(language)s, line %(line)s: “%(cited)s” cites a missing clause.") % facts


class DraftStepPage(StepPage):
    """One verb on one draft."""

    failures = (UnableToDraftPolicy,)
    explanations = EXPLANATIONS
    form_class: ClassVar[type[forms.Form]] = StepForm
    permission = CHANGE
    status: ClassVar[DraftStatus] = DraftStatus.DRAFTING
    template_name = "admin/policies/policydraft/step.html"

    def version(self) -> int:
        """Its revision."""
        return int(self.obj.revision)

    def available(self) -> bool:
        """As it stands."""
        return bool(self.obj.status == self.status)

    def given(self, form: forms.Form, *names: str) -> dict[str, Any]:
        """What every verb is given, and the named fields."""
        facts = {name: form.cleaned_data[name] for name in names}
        return {"draft_id": self.obj.pk, "seen": form.cleaned_data["seen"], **facts}


class Submit(DraftStepPage):
    """Hand it over."""

    slug = "submit"
    title = button = _("Hand to a second person")
    what_happens = (
        _("The text is checked once more and then rests until a second person has read it."),
        _("Whoever has written in it cannot publish it."),
    )

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Submit."""
        submit_draft(**self.given(form), actor=actor, now=now)


class Return(DraftStepPage):
    """Give it back."""

    slug = "return"
    title = button = _("Return to those who write")
    permission = PUBLISH
    status = DraftStatus.SUBMITTED
    form_class = ReasonForm
    what_happens = (_("The draft can be changed again. Your reason is shown with it."),)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Return."""
        return_draft(**self.given(form, "reason"), actor=actor, now=now)


class Publish(DraftStepPage):
    """For ever."""

    slug = "publish"
    title = button = _("Publish and announce")
    permission = PUBLISH
    status = DraftStatus.SUBMITTED
    form_class = PublishForm
    dangerous = True
    what_happens = (
        _("The text becomes public now and takes effect on its day. It can never be changed."),
        _("Everybody with an account is written to, and sees it when signed in."),
        _("A revision that needs consent governs only those who accept it."),
    )

    def available(self) -> bool:
        """Not to who wrote it, unless the company is one person."""
        return super().available() and not self._is_for_another()

    def sentences(self) -> Iterable[Text]:
        """Who may not publish reads so before they press."""
        refused = (EXPLANATIONS["OWN_DRAFT"],) if self._is_for_another() else ()
        return (*refused, *super().sentences())

    def form(self, data: Any = None) -> forms.Form:
        """Only who wrote it is asked why they publish it, too."""
        form = super().form(data)
        if not self._is_own() or self._is_for_another():
            del form.fields["alone_reason"]
        return form

    def _is_own(self) -> bool:
        return self.request.user.pk in authors_of(self.obj)

    def _is_for_another(self) -> bool:
        return self._is_own() and not organisation().works_alone

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Publish."""
        reason = form.cleaned_data.get("alone_reason", "")
        publish_draft(**self.given(form), alone_reason=reason, actor=actor, now=now)


class Split(DraftStepPage):
    """One of two."""

    slug = "split"
    title = button = _("Split in two")
    what_happens = (
        _("This draft becomes the part that needs notice only; a second draft takes the part that"
          " needs consent."),
        _("Both begin with the whole text. Take out of this one what needs consent; the second"
          " keeps both parts, since it alone governs those who accept it."),
    )  # fmt: skip

    def available(self) -> bool:
        """Only a mixed one."""
        return super().available() and bool(self.obj.nature == RevisionNature.MIXED)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Split."""
        split_draft(**self.given(form), actor=actor, now=now)


class Discard(DraftStepPage):
    """Give it up."""

    slug = "discard"
    title = button = _("Discard the draft")
    form_class = ReasonForm
    what_happens = (_("The draft can no longer be changed or published. It stays to be read."),)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Discard."""
        discard_draft(**self.given(form, "reason"), actor=actor, now=now)


STEPS = (Submit, Publish, Return, Split, Discard)
