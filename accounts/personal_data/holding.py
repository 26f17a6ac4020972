"""What the accounts room holds about a person: the account that signs in, and who looked."""

from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator

from accounts.domain.chains import one_history
from accounts.domain.clock import JST
from accounts.domain.personal_records import PersonalRecords
from accounts.enums import AccessAction, ActorKind
from accounts.gateways.sealing import unseal_text
from accounts.models import AccessRecord, DataSubject, OutboxMessage
from accounts.personal_data.registry import Holding, kept
from accounts.selectors.data_subjects import chains_of

ACCOUNT_FIELDS = (
    ("email", "メールアドレス", "E-mail address"),
    ("language", "表示言語", "Language"),
    ("joined_at", "登録日時", "Registered at"),
    ("last_sign_in_at", "最後にサインインした日時", "Last signed in at"),
    ("ways_to_sign_in", "サインインの方法", "Ways to sign in"),
    ("member_id", "照合した会員ID", "Member ID matched"),
    ("mails", "お送りしたメール", "Mails sent"),
)
ACCESS_FIELDS = (
    ("at", "日時", "At"),
    ("who", "誰が", "Who"),
    ("action", "何をしたか", "What was done"),
    ("object", "対象", "What was looked at"),
    ("reference", "番号", "Reference"),
)
# Reading what was collected for an answer is part of preparing it, and would tell that something
# was found, even where the answer must not tell (X1): DOMAIN §3. The file of the request is shown.
PREPARING = ("collected_records", "collected_document")
# Notices and searches of people who asked before they were known are in no subject's chain.


def collect(subject: DataSubject) -> Iterable[PersonalRecords]:
    """The account (one record, or none without an account) and every look at the person's files.

    Looks from before the person came are in the chains of the subjects whose place theirs took.
    """
    yield PersonalRecords(
        category="PORTAL_ACCOUNT", fields=ACCOUNT_FIELDS, records=list(_account(subject))
    )
    chains = chains_of(subject.pk)
    looks = AccessRecord.objects.filter(chain__in=chains).exclude(object_kind__in=PREPARING)
    yield PersonalRecords(
        category="ACCESS_RECORDS",
        fields=ACCESS_FIELDS,
        records=[_look(row) for row in one_history(looks, chains)],
    )


def _account(subject: DataSubject) -> Iterable[dict[str, Any]]:
    user = subject.user
    if user is None:
        return
    factors = Authenticator.objects.filter(user=user).order_by("pk").values_list("type", flat=True)
    mails = OutboxMessage.objects.filter(recipient=user).order_by("created_at", "pk")
    yield {
        "email": user.email,
        "language": user.language,
        "joined_at": _moment(user.date_joined),
        "last_sign_in_at": _moment(user.last_login),
        "ways_to_sign_in": ["email_code", *factors],
        "member_id": _member_id(subject),
        "mails": [
            {"written_at": _moment(mail.created_at), "mail": mail.template, "status": mail.status}
            for mail in mails
        ],
    }


def _member_id(subject: DataSubject) -> str | None:
    if subject.member_id_sealed is None:
        return None
    context = f"accounts.datasubject.member_id:{subject.pk}"
    return unseal_text(subject.data_key, subject.member_id_sealed, context=context)


def _look(row: AccessRecord) -> dict[str, Any]:
    """Staff as "STAFF", never by name: their names are not the person's data."""
    return {
        "at": _moment(row.at),
        "who": ActorKind(row.actor_kind).value,
        "action": AccessAction(row.action).value,
        "object": row.object_kind,
        "reference": row.object_reference,
    }


def _moment(at: Any) -> str | None:
    return at.astimezone(JST).isoformat(timespec="seconds") if at is not None else None


HOLDING = Holding(
    app="accounts",
    collect=collect,
    erase={
        "PORTAL_ACCOUNT": kept(
            ja="窓口のアカウントは、このご請求へのお答えをお渡しするために残します。",
            en="The account of this desk stays: the answer to this request is given through it.",
        ),
        "ACCESS_RECORDS": kept(
            ja="閲覧の記録は、誰が情報を見たかを示すため、消去しません。",
            en="Records of who looked at the information are proof of it and stay.",
        ),
    },
    collected_and_erased=frozenset(
        {"accounts.User", "accounts.DataSubject", "accounts.OutboxMessage"}
    ),
    kept_because={
        "accounts.AccessRecord": "proof of who looked at what; ids and codes only (ledger)",
        "accounts.ApiClientChange": "which service was given access, by whom and why",
        "accounts.StaffChange": "staff accounts: who opened and closed access to personal data",
        "accounts.DataKey": "holds keys, not data; destroying one is how data is erased",
        "accounts.StoredFile": "proof of deletion; bytes and name go with purge and data key",
    },
    no_personal_data=frozenset(
        {
            "accounts.LedgerHead",
            "accounts.OneTimeCode",
            "accounts.ApiClient",
            "accounts.ApiKey",
            "accounts.ApiUsage",
        }
    ),
)
