"""The console's section 「利用者とアクセス」 and the bases of every other section."""

from accounts.admin import access_record, api_client, outbox_message, stored_file, user

__all__ = ["access_record", "api_client", "outbox_message", "stored_file", "user"]
