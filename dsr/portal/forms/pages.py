"""Which form asks which question, and how a page is called to whom."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dsr.portal.enums import Page
from dsr.portal.forms.agent_pages import AgentContactForm, AgentForm, AuthorityForm, RequesterForm
from dsr.portal.forms.correction_page import CorrectionForm
from dsr.portal.forms.ground_pages import (
    ErasureGroundsForm,
    ProvisionStopGroundsForm,
    SuspensionGroundsForm,
)
from dsr.portal.forms.kind_pages import (
    ErasureDataForm,
    KindsForm,
    ProvisionStopDataForm,
    ScopeForm,
    SuspensionDataForm,
)
from dsr.portal.forms.person_pages import CalledForm, ContactForm, MembershipForm, NameForm
from dsr.portal.forms.question_form import QuestionForm
from dsr.portal.forms.request_pages import (
    DeliveryForm,
    FeeForm,
    IdentityForm,
    InquiryForm,
    PurposeForm,
)

FORMS: dict[Page, type[QuestionForm]] = {
    Page.REQUESTER: RequesterForm,
    Page.KINDS: KindsForm,
    Page.AGENT: AgentForm,
    Page.AGENT_CONTACT: AgentContactForm,
    Page.AUTHORITY: AuthorityForm,
    Page.NAME: NameForm,
    Page.CONTACT: ContactForm,
    Page.MEMBERSHIP: MembershipForm,
    Page.CALLED: CalledForm,
    Page.SCOPE: ScopeForm,
    Page.CORRECTION: CorrectionForm,
    Page.SUSPENSION_DATA: SuspensionDataForm,
    Page.SUSPENSION_WHY: SuspensionGroundsForm,
    Page.ERASURE_DATA: ErasureDataForm,
    Page.ERASURE_WHY: ErasureGroundsForm,
    Page.PROVISION_STOP_DATA: ProvisionStopDataForm,
    Page.PROVISION_STOP_WHY: ProvisionStopGroundsForm,
    Page.INQUIRY: InquiryForm,
    Page.DELIVERY: DeliveryForm,
    Page.IDENTITY: IdentityForm,
    Page.FEE: FeeForm,
    Page.PURPOSE: PurposeForm,
}
# What a page is called to somebody who asks for another person.
_FOR_ANOTHER: dict[Page, Promise] = {
    Page.NAME: _("The person's name and date of birth"),
    Page.CONTACT: _("The person's address and phone"),
    Page.MEMBERSHIP: _("The person's membership"),
}


def title_of(page: Page, *, for_another: bool) -> str:
    """The heading of a page, in the active language."""
    title = _FOR_ANOTHER.get(page) if for_another else None
    return str(title or page.label)
