"""What every environment shares. Secrets have no default here: each environment names its own."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.logging import logging_config
from config.paths import BASE_DIR, STATE_DIR

env = environ.Env()

INSTALLED_APPS = [
    "config.apps.MadoguchiAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",  # Django's widget templates, found after ours in templates/django/forms
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "simple_history",
    "procrastinate.contrib.django",
    "accounts",
    "policies",
    "consent",
    "dsr.cases",
    "dsr.breaches",
    "dsr.identity",
    "dsr.fees",
    "dsr.fulfilment",
    "dsr.portal",
    "dsr.console",
    "config.apps.ConfigConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.second_factor.second_factor",
    "accounts.middleware.upload_size.upload_size",
    "accounts.middleware.guesses.guesses",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context_processors.organisation_on_page",
                "config.context_processors.policy_notices",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/requests/"
REQUESTER_PAGES = ("/requests/", "/fees/return/", "/fees/cancel/")  # guessing is slowed below these
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.views.allauth_adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
# Nobody signs up by a form; the password here gives allauth's staff sign-in its password field.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # signing in by code is the verification
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# Counted per address of the network, never per account: a stranger must not lock its owner out.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip", "request_login_code": "20/m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_ADAPTER = "accounts.gateways.mfa_adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Madoguchi"
MFA_TOTP_TOLERANCE = 1  # step: a number may change while it is typed and sent (RFC 6238, 5.2)
MFA_ALLOW_UNVERIFIED_EMAIL = True  # no EmailAddress rows: the user's address is verified by code

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
# Ahead of every app, so that our plain Japanese also replaces phrases of Django and allauth.
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["config.formats"]

STATIC_URL = "/static/"
STATIC_ROOT: Path | None = BASE_DIR / "staticfiles"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SIMPLE_HISTORY_REVERT_DISABLED = True

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_SAVE_EVERY_REQUEST = False
KNOWN_BROWSER_COOKIE = "known_browser"  # holds no session: only whose limits a browser has
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "dsr.portal.views.parking.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_PERMISSIONS = 0o600

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, "https://checkout.stripe.com"],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}

# Encryption (accounts.domain.envelope): "id:base64-32-bytes" pairs, the first seals, all open.
ENCRYPTION_KEY_RING: list[str] = []
BLIND_INDEX_KEY: str = ""  # base64, 32 bytes

# Jobs: each app's `jobs` room. Five missed heartbeats make a worker's jobs stalled
# (accounts.jobs.stalled_jobs); a rescued job waits for the next poll, as only inserts notify.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {
    "update_heartbeat_interval": 5.0,
    "fetch_job_polling_interval": 2.0,
    "shutdown_graceful_timeout": 5.0,
}

# Stripe (docs/finance.md). An empty key is refused at start-up in production.
STRIPE_SECRET_KEY: str = ""
STRIPE_WEBHOOK_SECRETS: list[str] = []
STRIPE_API_BASE: str = ""  # set only where the embedded sandbox serves the API
STRIPE_LIVE_MODE: bool = False
# Whether the company's own books are kept tax included (税込経理): then freee takes no tax amounts.
BOOKS_TAX_INCLUDED: bool = True

LOGGING = logging_config(level=env.str("LOG_LEVEL", default="INFO"), exception_text=False)

# The role web and worker connect as; `sync_grants` gives it everything but a ledger's past.
DATABASE_APP_ROLE = env.str("DATABASE_APP_ROLE", default="")

FILES_DIR = STATE_DIR / "files"  # sealed files; never served by the web server
# "tcp://host:3310" or "unix:/path"; empty: uploads are recorded as not scanned
CLAMAV_ADDRESS: str = ""
SITE_URL = "http://127.0.0.1:8000"
EMAIL_SUBJECT_PREFIX = ""
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = "privacy@milly.example"
MAIL_RETURN_ADDRESS = ""  # where mail servers send what they could not deliver; empty: the sender

# Files of messages: how many in one message, of what size each, and how many each side sends on one
# case. A request with a larger body than UPLOAD_MOST_BYTES is refused before it is read.
MESSAGE_FILES = 5
MESSAGE_FILE_BYTES = 10 * 1024 * 1024
MESSAGE_FILES_PER_CASE = 50
UPLOAD_MOST_BYTES = 55 * 1024 * 1024

# Data sources (dsr.fulfilment): addresses are secrets, by source code; only listed hosts are read.
DATA_SOURCE_DSNS: dict[str, str | Callable[[], str]] = {}
DATA_SOURCE_HOSTS: list[str] | Callable[[], Collection[str]] = []
# A download link: how many days, how many times; and days from delivery until a case closes itself.
DELIVERY_DAYS = 5
DELIVERY_DOWNLOADS = 3
DELIVERY_CLOSES_AFTER_DAYS = 14

# Identity (dsr.identity): the company's own member directory, and for how many days a contact on
# file must be unchanged before a code to it proves anything.
MEMBER_DIRECTORY: dict[str, str | Callable[[], str]] = {}
IDENTITY_CONTACT_UNCHANGED_DAYS = 30
# Whether an adult under guardianship is told by post that their guardian asks for them. Under a
# mandate the principal is always told; for minors the reviewer decides (DOMAIN §6).
IDENTITY_NOTIFY_WARDS = True

# Acting in sources (dsr.fulfilment, docs/integration.md): the interfaces of holders, by kind and
# code, such as "SOURCE:MILLY_APP": {"url": "https://…", "secret": "whsec_…" or a list while it is
# changed}. A host in an internal network must be listed.
ACTION_ENDPOINTS: dict[str, dict[str, Any]] | Callable[[], dict[str, dict[str, Any]]] = {}
ACTION_ENDPOINT_ALLOWED_HOSTS: list[str] = []

# Consent (docs/integration.md). The key that signs receipts: base64 of an Ed25519 private key;
# public halves of earlier ones stay published. And the company's sites that show the snippet.
CONSENT_RECEIPT_KEY: str = ""
CONSENT_RECEIPT_RETIRED_KEYS: list[str] = []
CONSENT_SNIPPET_ORIGINS: list[str] = []

# Webhooks of consent (docs/integration.md): hosts that may be in an internal network.
WEBHOOK_ALLOWED_HOSTS: list[str] = []
