"""Filing in the seeded stories: every question of the portal answered, for oneself or another."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from config.demo.people import Person
from config.demo.walk import Walk
from dsr.cases.enums import InquiryNature, StopGround
from dsr.cases.models import Case
from dsr.identity.enums import IdentityMethod
from dsr.portal.domain.pages import pages_for
from dsr.portal.enums import AskedBy, Page
from dsr.portal.selectors.questions import fee_for
from dsr.portal.services.drafts import save_page, start_draft
from dsr.portal.services.filing import submit_draft
from policies.domain.calendar import jst_date
from policies.enums import DeliveryMethod, RequestKind

ALL_FORMATS = ("PDF", "CSV", "JSON")
LATEST = "latest"  # an inquiry about the person's latest request before this one


@dataclass(frozen=True, kw_only=True)
class OnBehalf:
    """For whom somebody else asks: `key` of people.draw_people, and on what authority."""

    key: str
    basis: AskedBy
    relationship: str
    may_receive: bool = True


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What one filing asks.

    Arguments:
        scope: of disclosure, purpose notice and provision records; `stopped` of the stopping kinds.
        corrections: (what people call the field, our name of it on Person, what is right).
        about: the reference an inquiry is about, or LATEST.
    """

    kinds: Sequence[RequestKind] = (RequestKind.DISCLOSURE,)
    scope: Sequence[str] = ("ALL",)
    stopped: Sequence[str] = ("LOCATION",)
    grounds: Sequence[StopGround] = (StopGround.NO_LONGER_NEEDED,)
    why: str = ""
    extent: str = ""
    corrections: Sequence[tuple[str, str, str]] = ()
    basis: str = ""
    nature: InquiryNature = InquiryNature.QUESTION
    text: str = ""
    about: str = ""
    delivery: DeliveryMethod = DeliveryMethod.DOWNLOAD
    identity: IdentityMethod = IdentityMethod.MEMBER_MATCH
    on_behalf: OnBehalf | None = field(default=None)


def file(
    walk: Walk,
    now: datetime,
    *,
    scope: tuple[str, ...] = ("ALL",),
    delivery: DeliveryMethod = DeliveryMethod.DOWNLOAD,
    identity: IdentityMethod = IdentityMethod.MEMBER_MATCH,
) -> None:
    """Ask for disclosure."""
    file_asked(walk, now, asked=Asked(scope=scope, delivery=delivery, identity=identity))


def file_asked(walk: Walk, now: datetime, *, asked: Asked) -> None:
    """Answer every question of the portal that this filing needs, and file."""
    if asked.on_behalf is not None:
        walk.principal = walk.others[asked.on_behalf.key]
    answers = _answers(walk, asked)
    told = {name: value for page in answers.values() for name, value in page.items()}
    pages = pages_for(told, fee=fee_for(told, on=jst_date(now)))
    draft = start_draft(user=walk.user, now=now)
    for page in pages:
        save_page(
            draft_id=draft.pk, user_id=walk.user.pk, page=page, answers=answers[page],
            revision=0, now=now,
        )  # fmt: skip
    case = submit_draft(draft_id=draft.pk, user_id=walk.user.pk, language=walk.language, now=now)
    walk.case_id = case.pk


def _answers(walk: Walk, asked: Asked) -> dict[str, dict[str, Any]]:
    behalf, about = asked.on_behalf, walk.about
    formats = [] if asked.delivery == DeliveryMethod.PAPER else list(ALL_FORMATS)
    return {
        Page.REQUESTER: {"asked_by": (behalf.basis if behalf else AskedBy.SELF).value},
        Page.KINDS: {"kinds": [kind.value for kind in asked.kinds]},
        Page.NAME: {**_names(about), "former_name": "", **_born(about)},
        Page.CONTACT: {**_home(about), "registered_address": ""},
        Page.MEMBERSHIP: {"member_id": about.member_id, "registered_email": ""},
        Page.CALLED: {"called": walk.person.full_name},
        Page.SCOPE: {"scope": list(asked.scope), "scope_detail": "", "period_from": None,
                     "period_to": None},
        Page.CORRECTION: {
            "corrections": [
                {"field": label, "current": str(getattr(about, name)), "right": right}
                for label, name, right in asked.corrections
            ],
            "correction_basis": asked.basis,
        },
        Page.SUSPENSION_DATA: _data("suspension", asked),
        Page.SUSPENSION_WHY: _why("suspension", asked),
        Page.ERASURE_DATA: _data("erasure", asked),
        Page.ERASURE_WHY: _why("erasure", asked),
        Page.PROVISION_STOP_DATA: _data("provision_stop", asked),
        Page.PROVISION_STOP_WHY: _why("provision_stop", asked),
        Page.INQUIRY: {"nature": asked.nature.value, "inquiry_text": asked.text,
                       "about_reference": _reference(walk, asked.about)},
        Page.DELIVERY: {"delivery_method": asked.delivery.value, "formats": formats,
                        "delivery_address": ""},
        Page.IDENTITY: {"identity_method": asked.identity.value},
        Page.FEE: {"receipt_addressee": walk.person.full_name},
        Page.PURPOSE: {},
        **(_agent_pages(walk.person, behalf, asked) if behalf else {}),
    }  # fmt: skip


def _agent_pages(agent: Person, behalf: OnBehalf, asked: Asked) -> dict[str, dict[str, Any]]:
    mandated = behalf.basis == AskedBy.MANDATE
    kinds = [kind.value for kind in asked.kinds if kind != RequestKind.INQUIRY]
    named = {**_names(agent), **_born(agent)}
    return {
        Page.AGENT: {f"agent_{name}": value for name, value in named.items()}
        | {"relationship": behalf.relationship},
        Page.AGENT_CONTACT: {f"agent_{name}": value for name, value in _home(agent).items()},
        Page.AUTHORITY: {"mandate_kinds": kinds if mandated else [],
                         "may_receive": "yes" if behalf.may_receive else "no"},
    }  # fmt: skip


def _names(person: Person) -> dict[str, Any]:
    return {
        "family_name": person.family_name, "given_name": person.given_name,
        "family_name_kana": person.family_name_kana, "given_name_kana": person.given_name_kana,
    }  # fmt: skip


def _born(person: Person) -> dict[str, Any]:
    born = person.birth_date
    return {
        "birth_year": born.year, "birth_month": born.month, "birth_day": born.day,
        "birth_date": born.isoformat(),
    }  # fmt: skip


def _home(person: Person) -> dict[str, Any]:
    return {
        "postal_code": person.postal_code, "address": person.address, "phone": person.phone,
    }  # fmt: skip


def _data(start: str, asked: Asked) -> dict[str, Any]:
    return {
        f"{start}_scope": list(asked.stopped), f"{start}_period_from": None,
        f"{start}_period_to": None, f"{start}_extent": asked.extent,
    }  # fmt: skip


def _why(start: str, asked: Asked) -> dict[str, Any]:
    return {
        f"{start}_grounds": [ground.value for ground in asked.grounds],
        f"{start}_detail": asked.why,
    }


def _reference(walk: Walk, about: str) -> str:
    if about != LATEST:
        return about
    earlier = Case.objects.filter(requester=walk.user).order_by("-pk")
    return earlier.values_list("reference", flat=True)[0]
