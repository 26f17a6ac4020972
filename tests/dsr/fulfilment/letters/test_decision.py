import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dsr.cases.letters.letter import Addressee
from dsr.cases.letters.refund import RefundNotice, RefundRoute
from dsr.cases.letters.words import NO_WORDS, Words
from dsr.fulfilment.letters.decision import (
    DecisionLetter,
    Exclusion,
    ItemAnswer,
    MethodChange,
    UnableToWriteDecision,
    render_decision_letter,
)
from dsr.fulfilment.letters.deeds import Deed, Promised
from dsr.fulfilment.letters.grounds import GROUNDS
from dsr.fulfilment.letters.wording import DECISIONS
from tests.dsr.cases.letters.facts import BASE, PUBLIC_SECTOR_WORDS, squeezed, text_of

REASON = Words("調査の結果によるものです。", "As our search showed.")
PROFILE = Words("登録情報", "Registration data")
MESSAGES = Words("お問い合わせ履歴", "Inquiry history")
NEXT = "この回答についてご不明な点・ご納得いただけない点がある場合"


DEED = Deed(action="SUSPEND", category=PROFILE)
DEEDS = dict.fromkeys(("DONE", "DONE_IN_PART", "MILDER_MEASURE"), (DEED,))
PROMISE = Promised(words=Words("新しい仕組みへ移します。", "We move it."), due_on=date(2026, 9, 28))


def item(**changed: Any) -> ItemAnswer:
    facts: dict[str, Any] = {
        "kind": "DISCLOSURE",
        "outcome": "FULL",
        "scope": Words("すべて", "Everything"),
        "contents": (PROFILE, MESSAGES),
        "method": Words("会員ページでのダウンロード", "Download from your page"),
    }
    return ItemAnswer(**{**facts, **changed})


def refusal(**changed: Any) -> ItemAnswer:
    facts = {
        "outcome": "REFUSED",
        "code": "D1",
        "reason": REASON,
        "contents": (),
        "method": NO_WORDS,
    }
    return item(**{**facts, **changed})


CORRECTED = Deed(
    action="CORRECT", category=PROFILE, field="氏名", before="見本 花子", after="𠮷野 花子"
)


def acted(outcome: str, **changed: Any) -> ItemAnswer:
    facts = {"contents": (), "method": NO_WORDS, "deeds": (CORRECTED,)}
    return item(**{"kind": "CORRECTION", "outcome": outcome, **facts, **changed})


def stopped(outcome: str, kind: str = "ERASURE", **changed: Any) -> ItemAnswer:
    facts = {"contents": (), "method": NO_WORDS}
    return item(**{"kind": kind, "outcome": outcome, **facts, **changed})


def pdf(*items: ItemAnswer, **changed: Any) -> bytes:
    return render_decision_letter(DecisionLetter(**{**BASE, "items": items, **changed}))


def text(*items: ItemAnswer, **changed: Any) -> str:
    return text_of(pdf(*items, **changed))


def test_full_disclosure_tells_what_and_how() -> None:
    told = text(item())

    assert (
        "保有個人データの開示のご請求について（ご回答）2026年4月1日に当社へ到達いたしました" in told
    )
    assert "1.ご請求の内容保有個人データの開示（法第33条第1項）対象すべて" in told
    assert "2.ご回答ご請求のありました保有個人データの全部を開示いたします。" in told
    assert "3.開示するデータ・登録情報・お問い合わせ履歴" in told
    assert "4.開示の方法会員ページでのダウンロード以上" in told
    assert NEXT not in told


def test_partial_disclosure_lists_each_part_with_ground_and_reason() -> None:
    told = text(
        item(
            outcome="PARTIAL",
            exclusions=(
                Exclusion(MESSAGES, "D1", Words("第三者の氏名です。"), Words("対応メモ")),
                Exclusion(Words("不正検知の記録"), "D2", Words("不正の防止に支障があります。")),
            ),
        )
    )

    assert "一部を開示いたします。" in told
    assert "お問い合わせ履歴対応メモ" in told
    assert "法第33条第2項第1号開示することにより、ご本人または第三者の生命" in told
    assert "第三者の氏名です。" in told
    assert "不正検知の記録（区分の全部）" in told
    assert "法第33条第2項第2号開示することにより、当社の業務の適正な実施に著しい支障を" in told
    assert "不正の防止に支障があります。" in told
    assert NEXT in told


@pytest.mark.parametrize("code", ["D1", "D2", "D3", "D4"])
def test_refusal_gives_ground_reason_and_what_can_be_done(code: str) -> None:
    told = text(refusal(code=code))

    ground = GROUNDS["DISCLOSURE", code]
    assert "ご請求のありました保有個人データは、開示いたしません。根拠" in told
    assert f"根拠{squeezed(ground.provision.ja)}{squeezed(ground.words.ja)}理由{REASON.ja}" in told
    assert f"{NEXT}末尾のお問い合わせ先まで" in told
    assert "法第39条第1項は、訴えの提起を、ご請求が当社に到達した日から2週間を経過した後に" in told
    assert "その経過を待つ必要はありません。" in told
    assert "個人情報保護委員会" in told


def test_non_existence_is_told_with_its_reason() -> None:
    told = text(refusal(outcome="DOES_NOT_EXIST", code="N1"))

    assert "ご請求の対象となる保有個人データは存在しませんでした（法第33条第3項）。理由" in told
    assert "根拠" not in told
    assert NEXT in told


def test_letter_of_non_existence_is_the_same_to_the_byte_for_the_same_facts() -> None:
    # A case of X1 hands over exactly what a case of N1 does; nothing else may enter the letter.
    first = pdf(refusal(outcome="DOES_NOT_EXIST", code="N1"))
    second = pdf(refusal(outcome="DOES_NOT_EXIST", code="N1"))

    assert first == second


@pytest.mark.parametrize("outcome", ["DOES_NOT_EXIST", "REFUSED", "NOT_RETAINED", "PARTIAL"])
def test_internal_code_never_reaches_a_letter(outcome: str) -> None:
    with pytest.raises(UnableToWriteDecision, match="internal"):
        pdf(refusal(outcome=outcome, code="X1"))


def test_internal_code_never_reaches_an_exclusion() -> None:
    with pytest.raises(UnableToWriteDecision, match="internal"):
        pdf(item(outcome="PARTIAL", exclusions=(Exclusion(MESSAGES, "X1", REASON),)))


def test_data_that_is_not_retained_is_told_apart_from_none() -> None:
    told = text(refusal(outcome="NOT_RETAINED", code="N2"))

    assert "当社が取り扱っているものの、保有個人データに該当しないため" in told
    assert "根拠法第16条第4項当社が開示等を行う権限を有する保有個人データに該当しないため" in told


def test_changed_method_is_told_with_its_reason() -> None:
    change = MethodChange(Words("磁気テープ", "Magnetic tape"), REASON)

    told = text(item(method=Words("書面の郵送", "By post"), method_change=change))

    assert "全部を開示いたします。" in told
    assert "書面の郵送ご希望の方法（磁気テープ）による開示が困難であるため、法第33条第2項" in told
    assert f"書面の交付による方法で開示いたします。理由{REASON.ja}" in told
    assert NEXT in told


def test_letter_on_several_items_answers_each_under_its_name() -> None:
    purpose = item(
        kind="PURPOSE_NOTICE",
        outcome="NOTIFIED",
        contents=(Words("本人確認", "Authentication"),),
        method=NO_WORDS,
        scope=NO_WORDS,
    )

    told = text(item(), purpose)

    assert "開示等のご請求について（ご回答）" in told
    assert "1.保有個人データの開示（法第33条第1項）対象すべてご回答ご請求のありました" in told
    assert "2.保有個人データの利用目的の通知（法第32条第2項）ご回答" in told
    assert "利用目的・本人確認以上" in told


def test_refused_purpose_notice_does_not_speak_of_art_39() -> None:
    told = text(refusal(kind="PURPOSE_NOTICE", code="P1"))

    assert "利用目的は、通知いたしません（法第32条第3項）。根拠法第32条第2項第1号" in told
    assert NEXT in told
    assert "第39条" not in told


def test_letter_tells_of_refund_and_enclosures() -> None:
    told = text(
        refusal(),
        refund=RefundNotice(1000, RefundRoute.CARD),
        enclosures=(Words("英語による参考訳", "English copy"),),
    )

    assert "手数料お支払いいただいた手数料1,000円を返金いたします。" in told
    assert "添付・同封するもの・英語による参考訳以上" in told


def test_english_letter_is_the_courtesy_copy_of_the_same_decision() -> None:
    told = text(refusal(), language="en")

    assert told.startswith("Courtesytranslation.TheJapanesetextprevails.")
    assert "Weregretthatwedonotdisclosetheretainedpersonaldatayouaskedfor." in told
    assert "Art33(2)(i)oftheAct" in told
    assert squeezed(REASON.en) in told
    assert re.search(r"[ぁ-ん]", told) is None


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(("kind", "outcome", "code"), sorted(DECISIONS))
def test_every_wording_makes_a_letter(kind: str, outcome: str, code: str, language: Any) -> None:
    answer = item(
        kind=kind,
        outcome=outcome,
        code=code,
        reason=REASON,
        exclusions=(Exclusion(PROFILE, "N2", REASON),) if outcome == "PARTIAL" else (),
        deeds=DEEDS.get(outcome, ()),
        promises=(PROMISE,) if outcome == "ALTERNATIVE" else (),
    )

    told = text(answer, language=language, addressee=Addressee(name="Yamada"))

    assert squeezed(DECISIONS[kind, outcome, code].conclusion.to(language)) in told
    assert [word for word in (*PUBLIC_SECTOR_WORDS, "法定期限", "30日") if word in told] == []
    assert {int(n) for n in re.findall(r"第(\d+)条", told)} <= {16, 21, 26, 32, 33, 34, 35, 39, 40}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (refusal(reason=NO_WORDS), "reason"),
        (refusal(outcome="DOES_NOT_EXIST", code="N1", reason=NO_WORDS), "reason"),
        (refusal(code="P1"), "no wording"),
        (refusal(code=""), "no wording"),
        (item(kind="CORRECTION"), "no wording"),
        (acted("DONE", deeds=()), "with its content"),
        (acted("REFUSED", code="C1", reason=REASON, deeds=(CORRECTED,)), "with its content"),
        (acted("DONE_IN_PART", code="C1", reason=NO_WORDS), "reason"),
        (acted("DONE", promises=(PROMISE,)), "promises nothing"),
        (stopped("ALTERNATIVE", code="S5", reason=REASON), "its date"),
        (stopped("REFUSED", code="S1", reason=REASON, further_codes=("D1",)), "no ground"),
        (item(kind="INQUIRY", outcome="ANSWERED", reason=NO_WORDS), "reason"),
        (item(outcome="PARTIAL"), "lists what it leaves out"),
        (item(exclusions=(Exclusion(PROFILE, "D1", REASON),)), "lists what it leaves out"),
        (item(outcome="PARTIAL", exclusions=(Exclusion(PROFILE, "D1", NO_WORDS),)), "reason"),
        (item(outcome="PARTIAL", exclusions=(Exclusion(PROFILE, "N1", REASON),)), "no ground"),
        (item(outcome="PARTIAL", exclusions=(Exclusion(PROFILE, "C1", REASON),)), "no ground"),
        (item(method_change=MethodChange(Words("MO"), NO_WORDS)), "explained"),
    ],
)
def test_letter_of_unlawful_facts_is_refused(answer: ItemAnswer, said: str) -> None:
    with pytest.raises(UnableToWriteDecision, match=said):
        pdf(answer)


def test_letter_that_answers_nothing_is_refused() -> None:
    with pytest.raises(UnableToWriteDecision):
        pdf()


def test_letter_names_other_bodies_where_the_company_has_them() -> None:
    head = replace(BASE["head"], outside_contacts=(Words("見本認定団体 電話 03-1111-1111"),))

    assert "次の窓口にもご相談いただけます。見本認定団体電話03-1111-1111" in text(
        refusal(), head=head, dated_on=date(2026, 4, 15)
    )


def test_correction_is_told_with_its_content() -> None:
    """Art 34(3): 訂正等を行ったときは、その内容を含めて通知する。"""
    told = text(acted("DONE"))

    assert "次の「訂正等の内容」のとおり訂正等をいたしました（法第34条第3項）。" in told
    assert "3.訂正等の内容区分・項目訂正等の別訂正等の前訂正等の後" in told
    assert "登録情報氏名訂正見本花子𠮷野花子以上" in told
    assert NEXT not in told


def test_partial_correction_names_what_was_left_with_ground_and_reason() -> None:
    told = text(acted("DONE_IN_PART", code="C4", reason=REASON, left=("対応メモの評価",)))

    assert "根拠法第34条第1項評価や判断に関する内容であり" in told
    assert "訂正等を行わない項目・対応メモの評価" in told
    assert f"{NEXT}末尾" in told


def test_addition_has_no_before_and_deletion_no_after() -> None:
    added = replace(CORRECTED, action="ADD", before="")
    deleted = replace(CORRECTED, action="DELETE", after="")

    told = text(acted("DONE", deeds=(added, deleted)))

    assert "氏名追加（なし）𠮷野花子" in told
    assert "氏名削除見本花子（なし）" in told


def test_erasure_names_each_measure_and_its_extent() -> None:
    erased = Deed(action="ERASE", category=MESSAGES)
    kept = Deed(action="SUSPEND", category=PROFILE, extent=Words("請求書の控えを除く"))

    told = text(stopped("DONE_IN_PART", code="S6", reason=REASON, deeds=(erased, kept)))

    assert "お問い合わせ履歴消去区分の全部登録情報利用の停止請求書の控えを除く" in told


def test_later_erasure_is_promised_with_its_date_and_law() -> None:
    law = Words("法人税法施行規則第59条", "Corporation Tax Act Enforcement Regulations Art 59")
    promise = replace(PROMISE, words=Words("取引の記録を消去します。"), law=law)

    told = text(stopped("ALTERNATIVE", code="S5", reason=REASON, promises=(promise,)))

    assert "お約束する措置期日理由となる法令取引の記録を消去します。2026年9月28日まで" in told
    assert "法人税法施行規則第59条" in told


def test_every_ground_of_a_refusal_is_told() -> None:
    told = text(stopped("REFUSED", code="S2", further_codes=("S3", "S4"), reason=REASON))

    for code in ("S2", "S3", "S4"):
        assert squeezed(GROUNDS["ERASURE", code].words.ja) in told


def test_erasure_under_the_policy_alone_names_no_article_and_no_lawsuit() -> None:
    told = text(stopped("REFUSED", code="S2", reason=REASON, statutory=False))

    assert "保有個人データの消去（当社のプライバシーポリシーによるご請求）" in told
    assert "に基づく下記のご請求" not in told
    assert "根拠当社のプライバシーポリシー利用目的の達成のため" in told
    assert "第39条" not in told
    assert NEXT in told


def test_refused_suspension_speaks_of_art_39() -> None:
    told = text(stopped("REFUSED", kind="SUSPENSION", code="S4", reason=REASON))

    assert "法第39条第1項は" in told


def test_art_39_is_about_what_was_refused_not_about_what_was_done() -> None:
    told = text(stopped("DONE", deeds=(DEED,)), refusal(kind="PURPOSE_NOTICE", code="P1"))

    assert NEXT in told
    assert "第39条" not in told


def test_inquiry_is_answered_without_a_word_of_a_demand() -> None:
    told = text(item(kind="INQUIRY", outcome="ANSWERED", reason=REASON, contents=(),
                     method=NO_WORDS, scope=NO_WORDS))  # fmt: skip

    assert "お申し出について（ご回答）" in told
    assert "1.お申し出の内容" in told
    assert "ご請求について" not in told
    assert f"お申し出の件について、次のとおりご回答いたします。{REASON.ja}以上" in told


def test_purposes_are_told_category_by_category() -> None:
    told = text(
        item(
            kind="PURPOSE_NOTICE", outcome="NOTIFIED", contents=(), method=NO_WORDS,
            purposes=(
                (PROFILE, (Words("本人確認"), Words("ご連絡"))), (MESSAGES, (Words("回答"),)),
            ),
        )
    )  # fmt: skip

    assert "区分利用目的登録情報本人確認ご連絡お問い合わせ履歴回答以上" in told
