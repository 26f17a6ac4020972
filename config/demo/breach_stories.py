"""What else happened on some of the seeded cases: somebody else saw it, or may have."""

from config.demo.breach_steps import (
    describe,
    finish,
    must_report,
    need_not_report,
    notice_breach,
    notice_breach_due_next,
    report,
    tell_person,
)
from config.demo.story import with_facts as do
from dsr.breaches.enums import BreachKind, ReportGround, ReportKind

FACTS = {
    "summary": "開示の書面を、別の会員の住所に郵送しました。",
    "data_items": "氏名、住所、電話番号、利用履歴",
    "cause": "封入のときに宛名の用紙を取り違えました。",
    "secondary_damage": "受け取った方は開封せず、当社に連絡しました。",
    "response": "おわびと説明をし、書面を回収しました。",
    "publication": "公表の予定はありません。",
    "prevention": "封入のあとに、2人で受付番号と宛名を照合します。",
    "other": "",
}

# the preliminary report is made, the final one is owed
POSTED_WRONGLY = (
    (12, do(notice_breach, kind=BreachKind.WRONG_RECIPIENT, what=FACTS["summary"])),
    (12, do(describe, facts=FACTS, people=1)),
    (13, do(must_report, ground=ReportGround.PROPERTY_DAMAGE,
            reason="決済に使える情報を含むためです。")),
    (14, do(report, kind=ReportKind.PRELIMINARY, number="SAMPLE-0001")),
    (14, do(tell_person, text="電話でおわびし、経緯を説明しました。")),
)  # fmt: skip

# looked at, and nothing to report
SHOWN_AT_HOME = (
    (15, do(notice_breach, kind=BreachKind.WRONG_RECIPIENT,
            what="回答書の画面を、家族が開いたとの連絡がありました。")),
    (16, do(need_not_report,
            reason="ご本人が家族に見せたもので、漏えいに当たらないと判断しました。")),
)  # fmt: skip

# both reports made, the person told, closed
STOLEN = (
    (22, do(notice_breach, kind=BreachKind.OTHER,
            what="この回答の控えを載せた端末が盗まれました。")),
    (22, do(describe, people=3,
            facts=FACTS | {"summary": "この回答の控えを載せた端末が盗まれました。",
                           "cause": "車上荒らし", "prevention": "端末に控えを置きません。"})),
    (23, do(must_report, ground=ReportGround.IMPROPER_PURPOSE, reason="盗難のためです。")),
    (24, do(report, kind=ReportKind.PRELIMINARY, number="SAMPLE-0002")),
    (25, do(tell_person, text="電話で説明しました。")),
    (45, do(report, kind=ReportKind.FINAL, number="SAMPLE-0002")),
    (46, do(finish, reason="確報と本人への通知を終えたため。")),
)  # fmt: skip

# noticed, nobody has assessed it, and the preliminary report is due tomorrow
SUSPECTED = (
    (9, do(notice_breach_due_next, kind=BreachKind.SUSPECTED_IMPOSTOR,
           what="書類に加工の跡があり、別人による請求の疑いがあります。")),
)  # fmt: skip
