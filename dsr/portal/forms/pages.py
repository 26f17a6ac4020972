"""Which form asks which question."""

from dsr.portal.enums import Page
from dsr.portal.forms.person_pages import (
    ContactForm,
    MembershipForm,
    NameForm,
    RequesterForm,
)
from dsr.portal.forms.question_form import QuestionForm
from dsr.portal.forms.request_pages import (
    DeliveryForm,
    FeeForm,
    IdentityForm,
    PurposeForm,
    ScopeForm,
)

FORMS: dict[Page, type[QuestionForm]] = {
    Page.REQUESTER: RequesterForm,
    Page.NAME: NameForm,
    Page.CONTACT: ContactForm,
    Page.MEMBERSHIP: MembershipForm,
    Page.SCOPE: ScopeForm,
    Page.DELIVERY: DeliveryForm,
    Page.IDENTITY: IdentityForm,
    Page.FEE: FeeForm,
    Page.PURPOSE: PurposeForm,
}
