"""The test suite: the demo's apps, memory in place of folders, weak hashing for speed."""

import os

from config.paths import STATE_DIR
from config.settings.demo import *  # noqa: F403 -- settings modules extend each other this way
from config.settings.demo import DATABASES, LOGGING, env

DATABASES["default"]["CONN_MAX_AGE"] = 0  # a kept session would stand in the way of dropping it
# A test never needs what it wrote to outlive a crash of the server.
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"].get("OPTIONS", {}),
    "options": "-c synchronous_commit=off",
}
DATABASES["default"]["TEST"] = {"NAME": env.str("TEST_DATABASE_NAME", default="test_madoguchi")}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
LOGGING = {**LOGGING, "root": {"level": "WARNING"}, "loggers": {}}  # pytest shows what is logged
# Each process of xdist has its own: one's sweeper must not find another's files.
FILES_DIR = STATE_DIR / "test-files" / os.environ.get("PYTEST_XDIST_WORKER", "alone")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

STRIPE_SANDBOX_DELIVERY = "BY_HAND"  # a test decides when a webhook arrives, and how often
