"""The tables of the service, as its own engineers might have made them: not Django's business."""

SCHEMA = "milly_app"
READER_ROLE = "milly_reader"  # may only read this schema; what the demo's connector signs in as
WRITER_ROLE = "milly_writer"  # may change rows of this schema: the service's own endpoint

COLUMNS = {
    "members": (
        "member_id", "family_name", "given_name", "family_name_kana", "given_name_kana",
        "former_name", "birth_date", "gender", "occupation", "workplace", "title",
        "registered_at", "left_at",
    ),
    "contacts": (
        "member_id", "email", "email_verified_at", "phone", "phone_verified_at", "postal_code",
        "address", "recorded_at", "superseded_at",
    ),
    "service_settings": (
        "member_id", "mail_news", "push_news", "personalised_ads", "analytics",
        "location_consented_at", "language", "updated_at",
    ),
    "devices": (
        "device_id", "member_id", "model", "platform", "system", "app_version", "push_enabled",
        "first_used_at", "last_used_at",
    ),
    "advertising_ids": (
        "member_id", "kind", "platform", "value", "first_seen_at", "last_seen_at",
    ),
    "locations": ("member_id", "recorded_at", "latitude", "longitude", "accuracy_m"),
    "access_logs": (
        "member_id", "at", "ip", "user_agent", "referrer", "path", "cookie_id",
    ),
    "inquiries": (
        "inquiry_id", "member_id", "received_at", "channel", "subject", "body", "answered_at",
        "answer",
    ),
}  # fmt: skip

CREATE = """
    DROP SCHEMA IF EXISTS milly_app CASCADE;
    CREATE SCHEMA milly_app;
    SET LOCAL search_path = milly_app;

    CREATE TABLE generations (
        version text NOT NULL, as_of date NOT NULL, loaded_at timestamptz NOT NULL DEFAULT now());

    CREATE TABLE members (
        member_id text PRIMARY KEY CHECK (member_id ~ '^M-[0-9]{6}$'),
        family_name text NOT NULL, given_name text NOT NULL,
        family_name_kana text NOT NULL, given_name_kana text NOT NULL,
        former_name text, birth_date date NOT NULL, gender text, occupation text,
        workplace text, title text, registered_at timestamptz NOT NULL, left_at timestamptz);

    CREATE TABLE contacts (
        contact_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        member_id text NOT NULL, email text NOT NULL, email_verified_at timestamptz,
        phone text, phone_verified_at timestamptz, postal_code text, address text,
        recorded_at timestamptz NOT NULL, superseded_at timestamptz);

    CREATE TABLE service_settings (
        member_id text PRIMARY KEY, mail_news boolean NOT NULL, push_news boolean NOT NULL,
        personalised_ads boolean NOT NULL, analytics boolean NOT NULL,
        location_consented_at timestamptz, language text NOT NULL, updated_at timestamptz NOT NULL);

    CREATE TABLE devices (
        device_id uuid PRIMARY KEY, member_id text NOT NULL, model text NOT NULL,
        platform text NOT NULL, system text NOT NULL, app_version text,
        push_enabled boolean NOT NULL, first_used_at timestamptz NOT NULL,
        last_used_at timestamptz NOT NULL);

    CREATE TABLE advertising_ids (
        advertising_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        member_id text NOT NULL, kind text NOT NULL CHECK (kind IN ('ADID', 'IDFA')),
        platform text NOT NULL, value uuid NOT NULL,
        first_seen_at timestamptz NOT NULL, last_seen_at timestamptz NOT NULL);

    CREATE TABLE locations (
        location_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        member_id text NOT NULL, recorded_at timestamptz NOT NULL,
        latitude numeric(8, 6) NOT NULL, longitude numeric(9, 6) NOT NULL,
        accuracy_m integer NOT NULL);

    CREATE TABLE access_logs (
        access_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        member_id text NOT NULL, at timestamptz NOT NULL, ip inet NOT NULL,
        user_agent text NOT NULL, referrer text, path text NOT NULL, cookie_id text NOT NULL);

    CREATE TABLE inquiries (
        inquiry_id text PRIMARY KEY, member_id text NOT NULL, received_at timestamptz NOT NULL,
        channel text NOT NULL, subject text NOT NULL, body text NOT NULL,
        answered_at timestamptz, answer text,
        CHECK ((answer IS NULL) = (answered_at IS NULL)));
"""

# After the rows, because an index is built faster than it is kept.
FINISH = """
    CREATE UNIQUE INDEX contacts_current_email ON contacts (email) WHERE superseded_at IS NULL;
    CREATE INDEX contacts_current_phone ON contacts (phone) WHERE superseded_at IS NULL;
    CREATE INDEX contacts_of_member ON contacts (member_id);
    CREATE INDEX devices_of_member ON devices (member_id);
    CREATE INDEX advertising_ids_of_member ON advertising_ids (member_id);
    CREATE INDEX locations_of_member ON locations (member_id, recorded_at);
    CREATE INDEX access_logs_of_member ON access_logs (member_id, at);
    CREATE INDEX inquiries_of_member ON inquiries (member_id, received_at);
    ALTER TABLE contacts ADD FOREIGN KEY (member_id) REFERENCES members;
    ALTER TABLE service_settings ADD FOREIGN KEY (member_id) REFERENCES members;
    ALTER TABLE devices ADD FOREIGN KEY (member_id) REFERENCES members;
    ALTER TABLE advertising_ids ADD FOREIGN KEY (member_id) REFERENCES members;
    ALTER TABLE locations ADD FOREIGN KEY (member_id) REFERENCES members;
    ALTER TABLE access_logs ADD FOREIGN KEY (member_id) REFERENCES members;
    ALTER TABLE inquiries ADD FOREIGN KEY (member_id) REFERENCES members;
"""

# What the endpoint for the privacy desk keeps; made where missing, whoever loaded the rest.
ACTING = """
    CREATE TABLE IF NOT EXISTS milly_app.handled_actions (
        id text PRIMARY KEY, member_id text NOT NULL, category text NOT NULL, action text NOT NULL,
        answer text NOT NULL, handled_at timestamptz NOT NULL DEFAULT clock_timestamp());
    CREATE INDEX IF NOT EXISTS handled_actions_of_member
        ON milly_app.handled_actions (member_id, handled_at);
    CREATE TABLE IF NOT EXISTS milly_app.restrictions (
        member_id text NOT NULL, category text NOT NULL, action text NOT NULL,
        since timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (member_id, category, action));
    CREATE TABLE IF NOT EXISTS milly_app.registrations (
        number integer GENERATED ALWAYS AS IDENTITY (START WITH 900001) PRIMARY KEY,
        at timestamptz NOT NULL);
    ALTER TABLE milly_app.members ALTER birth_date DROP NOT NULL;
"""
