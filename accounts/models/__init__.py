"""What the accounts app keeps."""

from accounts.models.access_record import AccessRecord
from accounts.models.api_client import ApiClient, ApiClientChange, ApiKey, ApiUsage
from accounts.models.data_key import DataKey
from accounts.models.data_subject import DataSubject
from accounts.models.ledger import LedgerHead, LedgerRow
from accounts.models.one_time_code import OneTimeCode
from accounts.models.outbox_message import OutboxMessage
from accounts.models.staff_change import StaffChange
from accounts.models.stored_file import StoredFile
from accounts.models.user import User, UserManager

__all__ = [
    "AccessRecord",
    "ApiClient",
    "ApiClientChange",
    "ApiKey",
    "ApiUsage",
    "DataKey",
    "DataSubject",
    "LedgerHead",
    "LedgerRow",
    "OneTimeCode",
    "OutboxMessage",
    "StaffChange",
    "StoredFile",
    "User",
    "UserManager",
]
