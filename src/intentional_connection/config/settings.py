"""All settings, read from the environment; see docs/operate.md for each name."""

from __future__ import annotations

import os
from datetime import time
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import global_settings

from intentional_connection.ui.languages import LANGUAGES as UI_LANGUAGES
from intentional_connection.ui.languages import add_language_info

PACKAGE = Path(__file__).resolve().parent.parent
IC_HOME = Path(os.environ.get("IC_HOME", PACKAGE.parent.parent / "var"))
IC_DEMO = os.environ.get("IC_DEMO") == "1"
IC_FORCE_DIR = IC_DEMO
#: Who answers questions about privacy and accessibility; shown on the two public pages.
IC_CONTACT_EMAIL = os.environ.get("IC_CONTACT_EMAIL", "")
IC_CONTACT_PHONE = os.environ.get("IC_CONTACT_PHONE", "")
BASE_URL = os.environ.get("IC_BASE_URL", "http://127.0.0.1:8000")

SECRET_KEY = os.environ.get("IC_SECRET_KEY", "")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("IC_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [BASE_URL]


def database(url: str, *, pooled: bool = True) -> dict[str, object]:
    """Read postgresql://user:password@host:port/name?host=/socket/folder into Django's words."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    options: dict[str, object] = {"pool": {"min_size": 2, "max_size": 8, "timeout": 10}} if pooled else {}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [unquote(parts.hostname or "")])[0],
        "PORT": query.get("port", [str(parts.port or "")])[0],
        "CONN_MAX_AGE": 0,
        "OPTIONS": options,
    }


#: The job worker and the owner need no pool: each is one process with few connections.
_url = os.environ.get("IC_CONNECT_URL") or os.environ.get("DATABASE_URL", "")
DATABASES = {"default": database(_url, pooled="IC_CONNECT_URL" not in os.environ and "IC_NO_POOL" not in os.environ)}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "intentional_connection.ui",
    "intentional_connection.access",
    "intentional_connection.journal",
    "intentional_connection.web",
    "intentional_connection.people",
    "intentional_connection.notices",
    "intentional_connection.partners",
    "intentional_connection.practice",
    "intentional_connection.cases",
    "intentional_connection.desk",
    "intentional_connection.family",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "intentional_connection.web.middleware.plain_input",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "intentional_connection.web.days.looks_from_its_day",
    "intentional_connection.people.kept.keeps_forms",
    "intentional_connection.web.idle.ends_when_idle",
    "intentional_connection.web.middleware.Transaction",
    "intentional_connection.people.kept.shows_kept",
    "intentional_connection.partners.first_start.first_start",
]

ROOT_URLCONF = "intentional_connection.config.urls"
WSGI_APPLICATION = "intentional_connection.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "ui" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "intentional_connection.ui.context.page_language",
                "intentional_connection.desk.context.around",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "/accounts/login/code/"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_USER_MODEL_USERNAME_FIELD = None
#: How many proxies stand before the site: brakes ask for the visitor's own address (docs/operate.md).
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("IC_PROXIES", "0"))
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_ADAPTER = "intentional_connection.config.sign_in.Adapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_FORMS = {
    "request_login_code": "intentional_connection.ui.sign_in.AskCode",
    "confirm_login_code": "intentional_connection.ui.sign_in.WriteCode",
}

SESSION_COOKIE_AGE = 12 * 3600
#: So long a sign-in may stand unused; 0 = as long as the cookie. Never in the demo.
IC_IDLE_MINUTES = int(os.environ.get("IC_IDLE_MINUTES", "30"))
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_URL.startswith("https:")
if SESSION_COOKIE_SECURE:  # bound to this host and to https by their names
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = "__Host-session", "__Host-csrf", "__Host-language"
    LANGUAGE_COOKIE_SECURE = True
#: Redirecting to https and HSTS belong to the proxy that holds the certificate (docs/operate.md).
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"]
CSRF_FAILURE_VIEW = "intentional_connection.web.middleware.old_form"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_HANDLERS: list[str] = []  # no form takes a file: one that is sent all the same fills no disk

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "ic_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = UI_LANGUAGES
LANGUAGES_BIDI = [*global_settings.LANGUAGES_BIDI, "fa-af", "prs", "ps"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
add_language_info()
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "America/Toronto"

STATIC_URL = "/static/"
STATIC_ROOT = IC_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

#: Quiet hours on Ontario's clock until somebody chooses; the demo's mails are read at any hour.
QUIET_HOURS = tuple(map(time.fromisoformat, os.environ.get("IC_QUIET_HOURS", "00:00-00:00" if IC_DEMO else "21:00-08:00").split("-")))

DEFAULT_FROM_EMAIL = os.environ.get("IC_MAIL_FROM", "no-reply@localhost")
MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rpartition("@")[2]
_mail = urlsplit(os.environ.get("IC_EMAIL_URL", ""))
if _mail.hostname:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname, _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_TIMEOUT = 10
else:  # demo: the outbox page shows these files; elsewhere `doctor` says that mail is missing
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(IC_HOME / "outbox")

PGHISTORY_CREATED_AT_FUNCTION = "ic_now()"
PGHISTORY_BASE_MODEL = "intentional_connection.journal.history.Past"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
