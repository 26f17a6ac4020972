"""Stories in which somebody asks for another: a parent, a guardian, an agent with a mandate."""

from config.demo.authority_steps import (
    confirm,
    recheck,
    show_authority,
    show_both,
    tell,
    verify_both,
)
from config.demo.desk_steps import (
    ask,
    assign,
    close,
    collect,
    decide,
    do_tasks,
    post,
    release,
    submit,
)
from config.demo.filing_steps import Asked, OnBehalf, file_asked
from config.demo.requester_steps import download, pay
from config.demo.story import Step, Story
from config.demo.story import with_facts as do
from dsr.cases.enums import OutcomeCode
from dsr.identity.enums import IdentityMethod
from dsr.portal.enums import AskedBy
from policies.enums import DeliveryMethod

PARENT = OnBehalf(key="hinata", basis=AskedBy.PARENT, relationship="母")
GUARDIAN = OnBehalf(key="minoru", basis=AskedBy.ADULT_GUARDIAN, relationship="成年後見人")
AGENT = OnBehalf(key="m49", basis=AskedBy.MANDATE, relationship="弁護士")
AGENT_WITHOUT_RECEIPT = OnBehalf(
    key="m48", basis=AskedBy.MANDATE, relationship="友人", may_receive=False
)


def _for(behalf: OnBehalf, delivery: DeliveryMethod = DeliveryMethod.DOWNLOAD) -> Step:
    asked = Asked(on_behalf=behalf, delivery=delivery, identity=IdentityMethod.DOCUMENT)
    return do(file_asked, asked=asked)


SHOWN = ((0, pay), (0, show_both), (0, show_authority))
CHECKED = ((2, verify_both), (2, confirm), (3, tell))
DECIDED = ((3, collect), (6, do_tasks), (8, decide), (8, submit))

REPRESENTED = (
    Story("kei", 46, (
        (0, _for(PARENT)), *SHOWN, (1, assign), *CHECKED, *DECIDED, (9, recheck), (9, release),
        (10, download), (24, close),
    )),
    Story("m47", 17, (
        (0, _for(AGENT_WITHOUT_RECEIPT, DeliveryMethod.PAPER)), *SHOWN, (1, assign), *CHECKED,
        *DECIDED, (9, recheck), (9, release), (10, do(post, number="123-45-67893-6")),
    )),
    Story("m50", 11, ((0, _for(GUARDIAN)), *SHOWN, (1, assign), *CHECKED, *DECIDED)),
    Story("m51", 9, (
        (0, _for(AGENT)), (0, pay), (0, show_both), (1, assign),
        (3, do(ask, code=OutcomeCode.F2,
               reason="委任状がまだ届いていません。委任事項を記したものをお送りください。")),
    )),
    Story("kei", 2, ((0, _for(PARENT)), *SHOWN, (1, assign))),
)  # fmt: skip
