"""The sentence that tells a person how a fee comes back to them."""

from dataclasses import dataclass
from enum import StrEnum

from dsr.cases.letters.words import Language, Words, yen_words


class RefundRoute(StrEnum):
    """The way money goes back. It follows the way it came."""

    CARD = "CARD"
    ACCOUNT = "ACCOUNT"  # konbini and bank transfer: the person names an account
    OTHER = "OTHER"


@dataclass(frozen=True)
class RefundNotice:
    """`amount` in yen, of a fee that was paid. Where nothing was paid there is no notice."""

    amount: int
    route: RefundRoute


_ROUTES = {
    RefundRoute.CARD: Words(
        "お支払いに使われたカードへ返金いたします。"
        "カード会社の締め日により、ご利用明細への反映が翌月以降になることがあります。",
        "It goes back to the card you paid with; depending on the card company it may appear on a "
        "later statement.",
    ),
    RefundRoute.ACCOUNT: Words(
        "ご指定の金融機関口座へ返金いたします。口座のご登録方法は、別途メールでご案内いたします。",
        "It goes to a bank account of your choice; we will tell you by e-mail how to register it.",
    ),
    RefundRoute.OTHER: Words(
        "返金の方法は、別途ご案内いたします。", "We will tell you separately how it is returned."
    ),
}
FEE_LABEL = Words("手数料", "Fee")


def refund_sentence(notice: RefundNotice, language: Language) -> str:
    """お支払いいただいた手数料1,000円は、全額を返金いたします。…"""
    amount = yen_words(notice.amount, language)
    first = Words(
        f"お支払いいただいた手数料{amount}を返金いたします。",
        f"The fee of {amount} that you paid is refunded. ",
    )
    return first.to(language) + _ROUTES[notice.route].to(language)
