"""The console's section 「規程とルール」."""

from policies.admin import organisation, policy_version, registers, rules

__all__ = ["organisation", "policy_version", "registers", "rules"]
