"""Stories that are still going on: every open status, on time, due soon and overdue."""

from config.demo.accounts import MANAGER, SECOND_MANAGER
from config.demo.breach_stories import POSTED_WRONGLY, SUSPECTED
from config.demo.checking_steps import doubt, record_transfer, verify, waive
from config.demo.desk_steps import (
    answer_message,
    ask,
    assign,
    collect,
    decide,
    do_tasks,
    extend,
    file_at_desk,
    leave_out,
    note,
    post,
    release,
    send_back,
    submit,
    tell_delay,
)
from config.demo.filing_steps import Asked, file, file_asked
from config.demo.requester_steps import (
    ask_for_code,
    download,
    open_payment_page,
    pay,
    pay_voucher,
    prove,
    take_voucher,
    upload_licence,
    write,
)
from config.demo.stories_ended import OTHERS_EN, OTHERS_JA
from config.demo.story import Story
from config.demo.story import with_facts as do
from dsr.cases.enums import Outcome, OutcomeCode, StopGround
from dsr.identity.enums import IdentityMethod
from policies.enums import DeliveryMethod, RequestKind

FILED = ((0, file), (0, pay), (0, prove))
BOTH = Asked(
    kinds=(RequestKind.DISCLOSURE, RequestKind.ERASURE),
    stopped=("USAGE",),
    grounds=(StopGround.NO_LONGER_NEEDED, StopGround.BEYOND_PURPOSE),
    why="買い物の記録が広告に使われているようです。",
)

DELIVERED = (
    Story("saki", 19, (*FILED, (1, do(assign, to=SECOND_MANAGER)), (1, collect), (4, do_tasks),
                       (7, decide), (7, submit), (7, release), (8, download), (9, download))),
    Story("m12", 16, ((0, do(file, delivery=DeliveryMethod.PAPER)), (0, take_voucher),
                      (1, pay_voucher), (1, prove), (2, assign), (3, collect), (6, do_tasks),
                      (9, decide), (9, submit), (9, release),
                      (10, do(post, number="123-45-67891-4")), *POSTED_WRONGLY)),
)  # fmt: skip

RELEASED = (
    Story("m13", 24, ((0, do(file, identity=IdentityMethod.DOCUMENT)), (0, pay),
                      (0, upload_licence), (1, assign), (1, verify), (2, collect), (6, do_tasks),
                      (9, decide), (9, submit), (9, do(release, by=SECOND_MANAGER)))),
    Story("m14", 12, ((0, do(file, scope=("INQUIRIES",))), (0, pay), (0, prove), (1, assign),
                      (2, collect), (4, do(do_tasks, found=True)),
                      (9, do(decide, outcome=Outcome.REFUSED, code=OutcomeCode.D3,
                             reason_ja="犯罪収益移転防止法により、開示が禁じられているためです。",
                             reason_en="Another law forbids the disclosure.")),
                      (9, submit), (9, release))),
    Story("maria", 11, (*FILED, (1, assign), (1, collect), (4, do_tasks), (9, decide),
                        (9, submit), (9, release)), language="en"),
    Story("hanako", 9, (*FILED, (1, assign), (1, collect), (3, do_tasks),
                        (4, do(write, text="いつごろお答えをいただけますか。")),
                        (4, do(answer_message, text="今週中にお答えする予定です。"
                               "お待たせして申し訳ありません。")),
                        (8, decide), (8, submit), (8, release))),
)  # fmt: skip

AWAITING_APPROVAL = (
    Story("m17", 18, (*FILED, (1, assign), (3, collect), (8, do_tasks), (16, decide),
                      (16, submit))),
    Story("m16", 13, (*FILED, (1, do(assign, to=SECOND_MANAGER)),
                      (2, do(collect, by=SECOND_MANAGER)), (5, do(do_tasks, by=SECOND_MANAGER)),
                      (12, do(decide, by=SECOND_MANAGER)), (12, do(submit, by=SECOND_MANAGER)))),
    Story("kenichi", 8, (
        *FILED, (1, assign), (2, collect), (4, do_tasks),
        (5, do(leave_out, category="INQUIRIES", record=1, reason_ja=OTHERS_JA,
               reason_en=OTHERS_EN)),
        (5, do(leave_out, category="INQUIRIES", record=2, field="body", reason_ja=OTHERS_JA,
               reason_en=OTHERS_EN)),
        (6, do(decide, outcome=Outcome.PARTIAL)), (6, submit),
    )),
)  # fmt: skip

REVIEWING = (
    Story("m21", 35, (
        *FILED, (2, assign), (4, collect), (9, do(do_tasks, found=True)),
        (13, do(extend, days=25, reason="古い書庫の記録の確認に、時間がかかっているためです。")),
        (30, do(tell_delay, reason="紙の記録の量が多く、確認を続けています。"
                "あと10日ほどでお答えする見込みです。")),
    )),
    Story("m18", 12, ((0, do(file_asked, asked=BOTH)), (0, pay), (0, prove),
                      (1, do(assign, to=MANAGER)), (2, collect), (8, do_tasks),
                      (9, do(note, text="お問い合わせ履歴に、ほかの方の情報がないか確認を。",
                             by=MANAGER)))),
    Story("m20", 7, (*FILED, (1, assign), (1, collect), (3, do_tasks), (4, decide), (4, submit),
                     (5, do(send_back, reason="通話の録音の説明を、もう少し詳しく。")))),
)  # fmt: skip

COLLECTING = (
    Story("m23", 12, (*FILED, (1, assign), (2, collect))),
    Story("m22", 6, (*FILED, (1, assign), (2, collect))),
)

ACCEPTED = (
    Story("m38", 7, (
        (0, do(file, identity=IdentityMethod.DOCUMENT)), (0, pay), (0, upload_licence),
        (0, assign), (1, verify),
    )),
    Story("m36", 5, ((0, file), (0, prove), (3, record_transfer), (3, assign))),
    Story("m37", 4, (
        (0, file), (0, prove),
        (1, do(waive, reason="当社の手違いで、同じ内容の請求を二度お願いしたためです。")),
    )),
    Story("m27", 12, ((0, do(file_at_desk, kind=RequestKind.PROVISION_RECORDS)), (1, prove))),
    Story("yui", 3, (*FILED, (1, assign))),
    Story("m26", 1, FILED),
)  # fmt: skip

RECEIVED = (
    Story("jun", 15, (
        (0, file), (0, pay), (1, ask_for_code), (3, assign),
        (4, do(ask, reason="ご登録のメールアドレスを確認できませんでした。"
               "ほかの方法での本人確認をお選びください。")),
        (9, do(write, text="退会したあとでメールアドレスが変わりました。書類でお願いします。")),
    )),
    Story("m30", 6, ((0, file), (0, pay), (0, ask_for_code), (1, assign))),
    Story("m35", 9, (
        (0, do(file, identity=IdentityMethod.DOCUMENT)), (0, pay),
        (1, do(upload_licence, address="東京都千代田区見本町9丁目9番9号")), (1, assign),
        (2, do(doubt, reason="書類の住所が、ご記入の住所と異なります。"
               "新しい住所がわかる面か、別の書類をお送りください。")),
        *SUSPECTED,
    )),
    Story("shizuka", 4, (
        (0, do(file, identity=IdentityMethod.DOCUMENT)), (0, pay), (1, upload_licence), (1, assign),
    )),
    Story("minoru", 2, (
        (0, do(file, identity=IdentityMethod.DOCUMENT, delivery=DeliveryMethod.PAPER)), (0, pay),
    )),
    Story("aoi", 2, ((0, file), (0, pay), (0, ask_for_code))),
    Story("m29", 1, ((0, file), (0, take_voucher), (0, prove))),
    Story("m28", 0, ((0, file), (0, open_payment_page))),
)  # fmt: skip

WAITING = (
    Story("m32", 14, (
        *FILED, (1, assign), (2, collect), (5, do_tasks),
        (6, do(ask, reason="お電話でのお申し出では「去年の記録」とのことでした。"
               "対象の期間に間違いがないか、お知らせください。期間を狭める必要はありません。")),
    )),
    Story("m31", 8, (
        (0, file), (0, pay), (1, do(assign, to=SECOND_MANAGER)),
        (2, do(ask, reason="お名前の表記が登録と異なるようです。登録時のお名前をお知らせください。",
               by=SECOND_MANAGER)),
    )),
)  # fmt: skip

GOING_ON = (
    *DELIVERED, *RELEASED, *AWAITING_APPROVAL, *REVIEWING, *COLLECTING, *ACCEPTED, *RECEIVED,
    *WAITING,
)  # fmt: skip
