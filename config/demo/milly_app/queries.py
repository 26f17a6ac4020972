"""Which categories the service's database holds, and how each is read: the mapped queries."""

from config.demo.milly_app.schema import COLUMNS, SCHEMA
from dsr.fulfilment.gateways.source_protocol import CategoryQuery, Field

LABELS = {
    "member_id": ("会員ID", "Member ID"),
    "family_name": ("姓", "Family name"),
    "given_name": ("名", "Given name"),
    "family_name_kana": ("姓（フリガナ）", "Family name (kana)"),
    "given_name_kana": ("名（フリガナ）", "Given name (kana)"),
    "former_name": ("旧姓・登録時の氏名", "Former name"),
    "birth_date": ("生年月日", "Date of birth"),
    "gender": ("性別", "Gender"),
    "occupation": ("職業", "Occupation"),
    "workplace": ("勤務先", "Place of work"),
    "title": ("役職", "Job title"),
    "registered_at": ("登録日時", "Registered at"),
    "left_at": ("退会日時", "Left at"),
    "email": ("メールアドレス", "E-mail address"),
    "email_verified_at": ("メールの確認日時", "E-mail verified at"),
    "phone": ("電話番号", "Telephone number"),
    "phone_verified_at": ("電話番号の確認日時", "Telephone verified at"),
    "postal_code": ("郵便番号", "Postal code"),
    "address": ("住所", "Address"),
    "recorded_at": ("記録日時", "Recorded at"),
    "superseded_at": ("変更日時（以前の連絡先）", "Replaced at (former contact)"),
    "mail_news": ("お知らせメール", "News by e-mail"),
    "push_news": ("プッシュ通知", "Push notifications"),
    "personalised_ads": ("興味に合わせた広告", "Personalised advertising"),
    "analytics": ("利用状況の分析", "Usage analytics"),
    "location_consented_at": ("位置情報への同意日時", "Location consented to at"),
    "language": ("表示言語", "Language"),
    "updated_at": ("更新日時", "Updated at"),
    "device_id": ("端末の管理番号", "Device number"),
    "model": ("機種", "Model"),
    "platform": ("プラットフォーム", "Platform"),
    "system": ("OS", "Operating system"),
    "app_version": ("アプリの版", "App version"),
    "push_enabled": ("端末での通知許可", "Notifications allowed on the device"),
    "first_used_at": ("最初の利用日時", "First used at"),
    "last_used_at": ("最後の利用日時", "Last used at"),
    "kind": ("識別子の種類", "Kind of identifier"),
    "value": ("識別子", "Identifier"),
    "first_seen_at": ("最初の取得日時", "First collected at"),
    "last_seen_at": ("最後の取得日時", "Last collected at"),
    "latitude": ("緯度", "Latitude"),
    "longitude": ("経度", "Longitude"),
    "accuracy_m": ("精度（メートル）", "Accuracy (metres)"),
    "at": ("アクセス日時", "Accessed at"),
    "ip": ("IPアドレス", "IP address"),
    "user_agent": ("ユーザーエージェント", "User agent"),
    "referrer": ("リファラ", "Referrer"),
    "path": ("閲覧したページ", "Page visited"),
    "cookie_id": ("Cookieの識別子", "Cookie identifier"),
    "inquiry_id": ("お問い合わせ番号", "Inquiry number"),
    "received_at": ("受付日時", "Received at"),
    "channel": ("受付方法", "Channel"),
    "subject": ("件名", "Subject"),
    "body": ("お問い合わせの内容", "Inquiry"),
    "answered_at": ("回答日時", "Answered at"),
    "answer": ("回答の内容", "Answer"),
}

# category of the register: table, and the columns its records are sorted by
HELD = {
    "PROFILE": ("members", "member_id"),
    "CONTACT": ("contacts", "recorded_at, contact_id"),
    "LOCATION": ("locations", "recorded_at, location_id"),
    "USAGE": ("access_logs", "at, access_id"),
    "ADVERTISING_IDS": ("advertising_ids", "first_seen_at, advertising_id"),
    "INQUIRIES": ("inquiries", "received_at, inquiry_id"),
    "DEVICES": ("devices", "first_used_at, device_id"),
    "SETTINGS": ("service_settings", "member_id"),
}


def field_of(column: str) -> Field:
    """Return a column as the person reads it."""
    return Field(column, *LABELS[column])


def _query_of(category: str) -> CategoryQuery:
    table, order = HELD[category]
    columns = COLUMNS[table]
    sql = (
        f"SELECT {', '.join(columns)} FROM {SCHEMA}.{table} "  # noqa: S608 -- names of our own
        f"WHERE member_id = ANY(%(member_id)s) ORDER BY {order}"
    )
    return CategoryQuery(category, sql, tuple(map(field_of, columns)))


MILLY_QUERIES = tuple(map(_query_of, HELD))
