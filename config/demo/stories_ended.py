"""Stories that came to an end: closed, withdrawn, not accepted."""

from config.demo.accounts import MANAGER, SECOND_MANAGER
from config.demo.breach_stories import SHOWN_AT_HOME, STOLEN
from config.demo.desk_steps import (
    answer_message,
    ask,
    assign,
    close,
    collect,
    decide,
    decline,
    do_tasks,
    file_at_desk,
    leave_out,
    note,
    post,
    release,
    submit,
)
from config.demo.filing_steps import file
from config.demo.requester_steps import (
    accept_policy,
    consent,
    download,
    let_voucher_lapse,
    pay,
    pay_after_decline,
    pay_voucher,
    prove,
    read_letter,
    take_receipt,
    take_voucher,
    withdraw,
    write,
)
from config.demo.story import Story
from config.demo.story import with_facts as do
from consent.enums import ConsentAction
from dsr.cases.enums import Outcome, OutcomeCode
from dsr.identity.enums import IdentityMethod
from policies.enums import DeliveryMethod, RequestKind

OTHERS_JA = (
    "ほかの方の氏名や連絡先が含まれており、開示すると、"
    "その方の権利利益を害するおそれがあるためです。"
)
OTHERS_EN = "It names another person; disclosing it might harm that person's rights and interests."

CLOSED = (
    Story("m01", 74, (
        (0, file), (0, pay), (0, prove), (1, assign), (1, collect), (4, do_tasks),
        (6, decide), (6, submit), (7, release), (8, download), (12, close),
    )),
    Story("hanako", 62, (
        (0, accept_policy), (0, do(consent, item="LOCATION", action=ConsentAction.GIVEN)),
        (0, do(consent, item="PARTNER_SAMPLE_RESEARCH", action=ConsentAction.GIVEN)),
        (0, file), (0, pay), (0, prove), (0, take_receipt), (1, assign), (1, collect),
        (3, do(do_tasks, found=True)), (5, decide), (5, submit), (5, release), (6, download),
        (20, close),
        (25, do(consent, item="PARTNER_SAMPLE_RESEARCH", action=ConsentAction.WITHDRAWN)),
    )),
    Story("m02", 58, (
        (0, do(file, delivery=DeliveryMethod.PAPER)), (0, pay_after_decline), (1, prove),
        (1, do(assign, to=SECOND_MANAGER)), (2, do(collect, by=SECOND_MANAGER)),
        (5, do(do_tasks, by=SECOND_MANAGER)), (6, do(decide, by=SECOND_MANAGER)),
        (6, do(submit, by=SECOND_MANAGER)), (6, release),
        (7, do(post, number="123-45-67890-3")), (21, close), *STOLEN,
    )),
    Story("taro", 55, (
        (0, do(file, scope=("LOCATION",))), (0, pay), (0, prove), (1, assign), (2, collect),
        (3, do(decide, outcome=Outcome.DOES_NOT_EXIST, code=OutcomeCode.N1)), (3, submit),
        (3, release), (4, read_letter), (18, close),
    )),
    Story("m03", 52, (
        (0, do(file, scope=("INQUIRIES",))), (0, pay), (0, prove), (1, assign), (2, collect),
        (5, do(do_tasks, found=True)),
        (6, do(note, text="相談者の安全に関わる通報の記録です。開示の可否を管理者と相談します。")),
        (9, do(decide, outcome=Outcome.REFUSED, code=OutcomeCode.D1,
               reason_ja="通報した方が特定され、その方の身体や財産に危害が及ぶおそれがあるためです。",
               reason_en="It would identify the person who reported, whose safety might suffer.")),
        (9, submit), (9, do(release, by=SECOND_MANAGER)), (10, read_letter), (24, close),
    )),
    Story("kenichi", 48, (
        (0, file), (0, pay), (0, prove), (1, assign), (1, collect), (4, do_tasks),
        (6, do(leave_out, category="INQUIRIES", record=1, field="body",
               reason_ja=OTHERS_JA, reason_en=OTHERS_EN)),
        (6, do(leave_out, category="INQUIRIES", record=1, field="answer",
               reason_ja=OTHERS_JA, reason_en=OTHERS_EN)),
        (6, do(decide, outcome=Outcome.PARTIAL)), (6, submit), (6, release),
        (7, do(write, text="一部が開示されない理由を、もう少し詳しく教えていただけますか。")),
        (8, do(answer_message, text="お問い合わせの記録に、ほかの方のお名前とご住所が"
               "書かれていたため、その部分だけを除きました。ほかはすべてお渡ししています。")),
        (8, download), *SHOWN_AT_HOME, (22, close),
    )),
    Story("m05", 40, (
        (0, do(file_at_desk, kind=RequestKind.PURPOSE_NOTICE)), (0, prove), (1, assign),
        (1, collect), (3, do_tasks), (3, do(decide, outcome=Outcome.NOTIFIED)), (3, submit),
        (3, release), (4, read_letter), (18, close),
    )),
)  # fmt: skip

WITHDRAWN = (
    Story("m06", 38, ((0, file), (0, pay), (0, prove), (1, withdraw))),
    Story("m08", 33, (
        (0, file), (0, take_voucher), (1, pay_voucher), (1, prove), (2, assign), (3, collect),
        (6, withdraw),
    )),
    Story("m07", 20, ((0, file), (1, withdraw))),
)  # fmt: skip

NOT_ACCEPTED = (
    Story("minoru", 44, (
        (0, do(file, identity=IdentityMethod.DOCUMENT, delivery=DeliveryMethod.PAPER)), (0, pay),
        (2, assign),
        (4, do(ask, code=OutcomeCode.F1,
               reason="本人確認書類がまだ届いていません。書類の画像をお送りください。")),
        (30, do(decline, code=OutcomeCode.F1,
                reason="本人確認書類をお待ちしましたが、確認できませんでした。"
                "書類がそろいましたら、いつでも、もう一度請求していただけます。")),
    )),
    Story("m09", 36, (
        (0, file), (0, take_voucher), (3, let_voucher_lapse), (4, prove),
        (5, do(assign, to=MANAGER)),
        (6, do(ask, code=OutcomeCode.F4, by=MANAGER,
               reason="コンビニでのお支払いの期限が過ぎました。手数料をお支払いください。")),
        (31, do(decline, code=OutcomeCode.F4,
                reason="手数料のお支払いを確認できませんでした。いつでも、もう一度請求していただけます。")),
    )),
)  # fmt: skip

ENDED = (*CLOSED, *WITHDRAWN, *NOT_ACCEPTED)
