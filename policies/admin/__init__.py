"""The console's section 「規程とルール」."""

from policies.admin import holders, organisation, policy_version, registers, rules

__all__ = ["holders", "organisation", "policy_version", "registers", "rules"]
