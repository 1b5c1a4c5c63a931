"""Django's settings; the only place that reads the environment."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from tuopin.web import default_pack, embedded
from tuopin.web.passwords import SHORTEST_PASSWORD
from tuopin.web.secret_keys import read_keys

ROOT = Path(__file__).resolve().parents[3]
PACKS = default_pack.PACKS
COMPILED = ROOT / "var" / "compiled"
DATA = Path(os.environ.get("TUOPIN_DATA", ROOT / "var" / "office")).resolve()

_keys = read_keys(DATA)
SECRET_KEY = _keys.django
TUOPIN_KEYRING = _keys.columns
TUOPIN_INDEX_KEY = _keys.index
TUOPIN_CHECKPOINT_KEY = DATA / "secrets" / "checkpoint.pem"
TUOPIN_CHECKPOINTS = DATA / "checkpoints"
TUOPIN_DOCUMENTS = DATA / "documents"
# How long an event may wait for a checkpoint before approvals and postings stop.
TUOPIN_SEALED_WITHIN = timedelta(
    hours=int(os.environ.get("TUOPIN_SEALED_WITHIN_HOURS", "4"))
)
# Where the public finds the portal: printed on notices, as text and as a code.
TUOPIN_PUBLIC_ADDRESS = os.environ.get("TUOPIN_ADDRESS", "http://127.0.0.1:8000")
# So many days a phone may keep the households that it took along.
TUOPIN_OFFLINE_DAYS = int(os.environ.get("TUOPIN_OFFLINE_DAYS", "14"))
# So many days its PIN opens a phone that did not hear of the office; then its owner
# logs in once. So many minutes untouched, it locks itself.
TUOPIN_OFFLINE_UNLOCK_DAYS = int(os.environ.get("TUOPIN_OFFLINE_UNLOCK_DAYS", "3"))
TUOPIN_OFFLINE_IDLE_MINUTES = 5
TUOPIN_POLICY_PACK = os.environ.get("TUOPIN_PACK") or default_pack.default_pack()

DEBUG = False
ALLOWED_HOSTS = os.environ.get("TUOPIN_HOSTS", "127.0.0.1,localhost").split(",")


def _database(role: str, variable: str) -> dict[str, object]:
    """Return how to connect as a role: to the named server, or to the embedded one."""
    common: dict[str, object] = {
        "ENGINE": "django.db.backends.postgresql",
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 60,
        "TEST": {"MIGRATE": False},
    }
    if variable in os.environ:
        named = conninfo_to_dict(os.environ[variable])
        return common | {
            "NAME": named.pop("dbname"),
            "USER": named.pop("user", ""),
            "PASSWORD": named.pop("password", ""),
            "HOST": named.pop("host", ""),
            "PORT": named.pop("port", ""),
            "OPTIONS": named,
        }
    kept = embedded.read_connection(DATA)
    return common | {
        "NAME": embedded.DATABASE,
        "USER": role,
        "PASSWORD": kept.passwords[role] if kept else "",
        "HOST": kept.host if kept else "",
        "PORT": kept.port if kept else "",
    }


DATABASES = {
    "default": _database("tuopin_app", "DATABASE_URL"),
    "owner": _database("tuopin_owner", "DATABASE_OWNER_URL"),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "tuopin.office.clock",
    "tuopin.office.divisions",
    "tuopin.office.accounts",
    "tuopin.office.audit",
    "tuopin.office.policy",
    "tuopin.office.documents",
    "tuopin.register",
    "tuopin.survey",
    "tuopin.standards",
    "tuopin.plan",
    "tuopin.procedure",
    "tuopin.notice",
    "tuopin.filing",
    "tuopin.aftercare",
    "tuopin.explanation",
    "tuopin.oversight",
    "tuopin.web",
]

MIDDLEWARE = [
    # Outermost: what it keeps has every header that the others add.
    "tuopin.web.public_pages.PublicPages",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tuopin.web.middleware.ActorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "tuopin.web.middleware.WithoutNul",
]

ROOT_URLCONF = "tuopin.web.urls"
WSGI_APPLICATION = "tuopin.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "tuopin.web.context.office",
            ],
        },
    }
]

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "tuopin.web.signin.backends.CodeBackend",
]
PASSWORD_HASHERS = ["tuopin.web.passwords.OfficeArgon2"]
_validation = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "tuopin.web.passwords.LongEnough",
        "OPTIONS": {"min_length": SHORTEST_PASSWORD},
    },
    {
        "NAME": f"{_validation}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username"]},
    },
    {"NAME": f"{_validation}.CommonPasswordValidator"},
    {"NAME": f"{_validation}.NumericPasswordValidator"},
]
# Of allauth only the factors are used; its pages, e-mails and signals are not.
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
MFA_ADAPTER = "tuopin.web.signin.adapter.OfficeFactors"
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_TOTP_ISSUER = "脱贫"
MFA_TOTP_TOLERANCE = 1
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_LOCKOUT_CALLABLE = "tuopin.web.pages.entrance.locked_out"
LOGIN_URL = "web:login"
LOGIN_REDIRECT_URL = "web:my_work"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
# Behind a proxy that speaks HTTPS, and says so: passkeys are made only there.
TUOPIN_BEHIND_PROXY = os.environ.get("TUOPIN_HTTPS") == "1"
if TUOPIN_BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
# How many requests of the API in how many seconds; one address may be a village's.
# Counts of requests alone are kept there: room for as many people and addresses.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
TUOPIN_WRONG_CODES = (20, 3600)
"""So many codes that are none may come from one address, in so many seconds."""
TUOPIN_API_RATES = {"person": (600, 60), "address": (120, 60), "objections": (30, 3600)}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# The rules are silent. Statistics offices commonly publish no count of people from one
# to four; an office may choose a larger least count.
TUOPIN_SMALLEST_PUBLISHED = max(
    int(os.environ.get("TUOPIN_SMALLEST_PUBLISHED", "5")), 2
)

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# Files stay in memory until they are kept, encrypted: none is written to /tmp.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 96 * 1024 * 1024
# A sheet has fifty rows, and a field for files for each paper of each.
DATA_UPLOAD_MAX_NUMBER_FILES = 250

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

SILENCED_SYSTEM_CHECKS: list[str] = []
