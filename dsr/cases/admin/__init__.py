"""The console's section on requests: what is no case itself."""

from dsr.cases.admin import message_template

__all__ = ["message_template"]
