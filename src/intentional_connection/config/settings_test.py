"""Settings of the tests: the owner's login, which steps down to ic_app in every test; mail in memory."""

import os

os.environ.setdefault("IC_SECRET_KEY", "only-for-tests")

from intentional_connection.config.settings import *  # noqa: F403 - the same settings, a few changed
from intentional_connection.config.settings import MIDDLEWARE as SERVED
from intentional_connection.config.settings import database

MIDDLEWARE = [one for one in SERVED if "whitenoise" not in one]  # no collected files here
IC_DEMO = True
IC_FORCE_DIR = True
DATABASES = {"default": database(os.environ.get("DATABASE_OWNER_URL", ""), pooled=False)}
#: A database that is migrated already, to be copied (tests/proving.py).
DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ.get("IC_TEST_TEMPLATE") or None}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
