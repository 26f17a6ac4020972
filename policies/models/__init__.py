"""What the policies app keeps: every text, register and number with a date."""

from policies.models.country import Country
from policies.models.data_category_record import DataCategoryRecord
from policies.models.external_transmission import ExternalTransmission
from policies.models.holders import LegalRetention, Processor, Recipient
from policies.models.organisation import Organisation
from policies.models.policy_announcement import PolicyAnnouncement, PolicyNotice
from policies.models.policy_draft import PolicyDraft, PolicyDraftEvent
from policies.models.policy_version import PolicyAcceptance, PolicyVersion
from policies.models.provision_record import ProvisionBatch, ProvisionRecord
from policies.models.registers import DataCategory, PurposeOfUse
from policies.models.rules import Closure, DeadlineRule, FeeScheduleRow, RetentionRule

__all__ = [
    "Closure",
    "Country",
    "DataCategory",
    "DataCategoryRecord",
    "DeadlineRule",
    "ExternalTransmission",
    "FeeScheduleRow",
    "LegalRetention",
    "Organisation",
    "PolicyAcceptance",
    "PolicyAnnouncement",
    "PolicyDraft",
    "PolicyDraftEvent",
    "PolicyNotice",
    "PolicyVersion",
    "Processor",
    "ProvisionBatch",
    "ProvisionRecord",
    "PurposeOfUse",
    "Recipient",
    "RetentionRule",
]
