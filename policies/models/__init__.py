"""What the policies app keeps: every text, register and number with a date."""

from policies.models.holders import LegalRetention, Processor, Recipient
from policies.models.organisation import Organisation
from policies.models.policy_version import PolicyAcceptance, PolicyVersion
from policies.models.registers import DataCategory, PurposeOfUse
from policies.models.rules import Closure, DeadlineRule, FeeScheduleRow, RetentionRule

__all__ = [
    "Closure",
    "DataCategory",
    "DeadlineRule",
    "FeeScheduleRow",
    "LegalRetention",
    "Organisation",
    "PolicyAcceptance",
    "PolicyVersion",
    "Processor",
    "PurposeOfUse",
    "Recipient",
    "RetentionRule",
]
