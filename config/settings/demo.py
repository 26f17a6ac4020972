"""The demo and local development: no account, no key, nothing sent. Never for real data."""

import base64
import hashlib
from urllib.parse import urlsplit

from config.logging import logging_config
from config.paths import STATE_DIR
from config.postgres import APP_ROLE, embedded_database_url
from config.settings.base import *  # noqa: F403 -- settings modules extend each other this way
from config.settings.base import INSTALLED_APPS, TEMPLATES, env

DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver", "[::1]"]


def _demo_key(name: str) -> str:
    """A key anyone can derive: the demo protects nothing and says so."""
    return base64.b64encode(hashlib.sha256(f"madoguchi demo {name}".encode()).digest()).decode()


SECRET_KEY = _demo_key("secret key")
ENCRYPTION_KEY_RING = [f"demo1:{_demo_key('encryption')}"]
BLIND_INDEX_KEY = _demo_key("blind index")

DATABASE_URL = env.str("DATABASE_URL", default="")
DATABASES = {
    "default": {
        **env.db_url_config(DATABASE_URL or embedded_database_url()),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
    }
}

INSTALLED_APPS = [*INSTALLED_APPS, "config.demo", "config.stripe_sandbox"]
TEMPLATES[0]["OPTIONS"]["context_processors"].append("config.demo.context_processors.in_demo")  # type: ignore[index]

LOGGING = logging_config(level=env.str("LOG_LEVEL", default="INFO"), exception_text=True)
DATABASE_APP_ROLE = env.str("DATABASE_APP_ROLE", default="" if DATABASE_URL else APP_ROLE)

STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True  # served from where they are written: nothing to collect

EMAIL_BACKEND = "config.demo.mail_folder.FolderBackend"
EMAIL_FILE_PATH = STATE_DIR / "mail"

MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # the demo is http://127.0.0.1

SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
STRIPE_SECRET_KEY = "sk_test_sandbox_madoguchi"  # noqa: S105 -- the embedded sandbox's own, no secret
STRIPE_WEBHOOK_SECRETS = ["whsec_sandbox_madoguchi"]
STRIPE_API_BASE = f"{SITE_URL}/sandbox/stripe"

CONSENT_RECEIPT_KEY = _demo_key("consent receipts")
CONSENT_SNIPPET_ORIGINS = [SITE_URL]  # the sample service's pages are on this very server


def _milly_app_dsn() -> str:
    """The sample service's database is beside our own; tests change that one's name."""
    from config.demo.milly_app.source import reader_role, source_dsn

    return source_dsn(database=DATABASES["default"], role=reader_role())


def _milly_app_hosts() -> frozenset[str]:
    from config.demo.milly_app.source import source_host

    return frozenset({source_host(database=DATABASES["default"])})


# The sample service's endpoint (config.demo.milly_app.receiver) runs in this very web server.
MILLY_APP_SECRETS = [f"whsec_{_demo_key('milly app')}"]
ACTION_ENDPOINTS = {
    "SOURCE:MILLY_APP": {
        "url": f"{SITE_URL}/demo/service/actions/", "secret": MILLY_APP_SECRETS[0],
    }
}  # fmt: skip
ACTION_ENDPOINT_ALLOWED_HOSTS = [str(urlsplit(SITE_URL).hostname)]
DATA_SOURCE_DSNS = {"MILLY_APP": _milly_app_dsn}
DATA_SOURCE_HOSTS = _milly_app_hosts
_MEMBERS = """
    SELECT members.member_id, contacts.email, contacts.email_verified_at AS unchanged_since,
        family_name, given_name, birth_date, coalesce(address, '') AS address
    FROM milly_app.contacts JOIN milly_app.members USING (member_id)
    WHERE superseded_at IS NULL AND email_verified_at IS NOT NULL AND left_at IS NULL
"""
MEMBER_DIRECTORY = {
    "dsn": _milly_app_dsn,
    "by_email": f"{_MEMBERS} AND contacts.email = %(email)s",
    "by_member_id": f"{_MEMBERS} AND members.member_id = %(member_id)s",
}
