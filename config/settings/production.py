"""Production. Every secret comes from the environment and has no default (docs/operator.md)."""

from config.settings.base import *  # noqa: F403 -- settings modules extend each other this way
from config.settings.base import env

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL")

DATABASES = {
    "default": {
        **env.db("DATABASE_URL"),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
    }
}

ENCRYPTION_KEY_RING = env.list("ENCRYPTION_KEY_RING")
BLIND_INDEX_KEY = env.str("BLIND_INDEX_KEY")

STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY")
STRIPE_WEBHOOK_SECRETS = env.list("STRIPE_WEBHOOK_SECRETS")
STRIPE_LIVE_MODE = True
BOOKS_TAX_INCLUDED = env.bool("BOOKS_TAX_INCLUDED", default=True)

DATA_SOURCE_DSNS = env.json("DATA_SOURCE_DSNS", default={})
DATA_SOURCE_HOSTS = env.list("DATA_SOURCE_HOSTS", default=[])
MEMBER_DIRECTORY = env.json("MEMBER_DIRECTORY", default={})
ACTION_ENDPOINTS = env.json("ACTION_ENDPOINTS", default={})
ACTION_ENDPOINT_ALLOWED_HOSTS = env.list("ACTION_ENDPOINT_ALLOWED_HOSTS", default=[])
WEBHOOK_ALLOWED_HOSTS = env.list("WEBHOOK_ALLOWED_HOSTS", default=[])

CONSENT_RECEIPT_KEY = env.str("CONSENT_RECEIPT_KEY")
CONSENT_RECEIPT_RETIRED_KEYS = env.list("CONSENT_RECEIPT_RETIRED_KEYS", default=[])
CONSENT_SNIPPET_ORIGINS = env.list("CONSENT_SNIPPET_ORIGINS", default=[])

FILES_DIR = env.path("FILES_DIR")
CLAMAV_ADDRESS = env.str("CLAMAV_ADDRESS", default="")
EMAIL_CONFIG = env.email("EMAIL_URL")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL")
MAIL_RETURN_ADDRESS = env.str("MAIL_RETURN_ADDRESS", default="")

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # probes speak plain HTTP from the same host
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
KNOWN_BROWSER_COOKIE = "__Host-known-browser"
LANGUAGE_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
