"""Which ground of DOMAIN §4 supports which of the stopping kinds (APPI Art 35). Pure."""

from collections.abc import Mapping

from dsr.cases.enums import StopGround
from policies.enums import RequestKind

STOP_KINDS = (RequestKind.SUSPENSION, RequestKind.ERASURE, RequestKind.PROVISION_STOP)

_BREAKING_USE_OR_ACQUISITION = (  # Art 35(1): Arts 18, 19, 20(1), 20(2)
    StopGround.BEYOND_PURPOSE,
    StopGround.IMPROPER_USE,
    StopGround.DECEITFUL_ACQUISITION,
    StopGround.SENSITIVE_WITHOUT_CONSENT,
)
_BREAKING_PROVISION = (StopGround.PROVIDED_WITHOUT_CONSENT,)  # Art 35(3): Arts 27(1), 28
_WITHOUT_A_VIOLATION = (  # Art 35(5)
    StopGround.NO_LONGER_NEEDED,
    StopGround.REPORTABLE_BREACH,
    StopGround.INTERESTS_AT_RISK,
)
_OUR_POLICY = (StopGround.POLICY,)  # wider than the law: the policy, Art 10(2)

GROUNDS: Mapping[RequestKind, tuple[StopGround, ...]] = {
    RequestKind.SUSPENSION: (*_BREAKING_USE_OR_ACQUISITION, *_WITHOUT_A_VIOLATION, *_OUR_POLICY),
    RequestKind.ERASURE: (*_BREAKING_USE_OR_ACQUISITION, *_WITHOUT_A_VIOLATION, *_OUR_POLICY),
    RequestKind.PROVISION_STOP: (*_BREAKING_PROVISION, *_WITHOUT_A_VIOLATION, *_OUR_POLICY),
}


def grounds_for(kind: str) -> tuple[StopGround, ...]:
    """The grounds a person may tick for a kind; none for a kind that stops nothing."""
    return GROUNDS.get(RequestKind(kind), ())


def is_ground_for(kind: str, ground: str) -> bool:
    """Whether a ground may be ticked for a kind."""
    return ground in grounds_for(kind)
