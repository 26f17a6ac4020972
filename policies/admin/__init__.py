"""The console's section 「規程とルール」."""

from policies.admin import (
    holders,
    organisation,
    policy_announcement,
    policy_draft,
    policy_version,
    provision_record,
    registers,
    rules,
)

__all__ = [
    "holders",
    "organisation",
    "policy_announcement",
    "policy_draft",
    "policy_version",
    "provision_record",
    "registers",
    "rules",
]
