"""Breaches: whom they concern, who handles them, what ground 35-5 they open."""

from django.db.models import Q, QuerySet

from accounts.gateways.sealing import unseal_json, unseal_text
from accounts.models import DataSubject, User
from dsr.breaches.models import Breach, BreachNotice, BreachReport, BreachText, ConcernedPerson
from dsr.cases.models import Case

HANDLE = "handle_breach"


def breaches_concerning(subject: DataSubject) -> QuerySet[Breach]:
    """Every breach of this person's data, newest first, whether reportable or not.

    A person is found as the data subject of a case, or as the member they were matched to.
    """
    mine = Q(subject=subject)
    if subject.member_id_index is not None:
        mine |= Q(member_id_index=bytes(subject.member_id_index))
    concerned = ConcernedPerson.objects.filter(mine).values("breach")
    return Breach.objects.filter(pk__in=concerned).order_by("-opened_at", "-pk")


def reportable_breaches_concerning(subject: DataSubject) -> QuerySet[Breach]:
    """The breaches that open ground 35-5, with the categories of data each is about."""
    rows: QuerySet[Breach] = breaches_concerning(subject).filter(reportable=True)
    return rows.prefetch_related("categories")


def unlocks_35_5(subject: DataSubject) -> bool:
    """Whether this person may ask to stop because of a reportable breach (APPI Art 35(5))."""
    return reportable_breaches_concerning(subject).exists()


def breaches_of_case(case: Case) -> QuerySet[Breach]:
    """What was opened on one case, newest first."""
    return Breach.objects.filter(case=case).order_by("-opened_at", "-pk")


def needs_case_file(case: Case) -> bool:
    """Whether an unended breach was opened on a case, or concerns its person, who is to be told."""
    about = Q(case=case) | Q(pk__in=breaches_concerning(case.subject).values("pk"))
    return Breach.objects.unended().filter(about).exists()


def handlers() -> list[User]:
    """Active staff who assess, report and close breaches."""
    holders = User.objects.filter(
        is_active=True,
        is_staff=True,
        groups__permissions__codename=HANDLE,
        groups__permissions__content_type__app_label="dsr_breaches",
    )
    return list(holders.distinct().order_by("pk"))


def breach_path(breach: Breach) -> str:
    """Where staff look at it."""
    return f"/console/dsr_breaches/breach/{breach.reference}/change/"


def facts_of(breach: Breach) -> dict[str, str]:
    """The facts as they are known now (keys: enums.FACTS). Raises UnableToUnseal."""
    context = f"dsr_breaches.breach.facts:{breach.reference}"
    facts: dict[str, str] = unseal_json(breach.data_key, breach.facts_sealed, context=context)
    return facts


def text_of(text: BreachText, breach: Breach) -> str:
    """One sealed text. Raises UnableToUnseal."""
    context = f"dsr_breaches.breachtext.text:{text.pk}"
    return unseal_text(breach.data_key, text.text_sealed, context=context)


def notice_text(notice: BreachNotice, breach: Breach) -> str:
    """What was said. Raises UnableToUnseal."""
    context = f"dsr_breaches.breachnotice.text:{notice.pk}"
    return unseal_text(breach.data_key, notice.text_sealed, context=context)


def report_content(report: BreachReport, breach: Breach) -> dict[str, str]:
    """The nine items as they were reported. Raises UnableToUnseal."""
    context = f"dsr_breaches.breachreport.content:{report.pk}"
    content: dict[str, str] = unseal_json(breach.data_key, report.content_sealed, context=context)
    return content
