"""Django settings. Everything has a default that works; docs/reference/configuration.md lists the rest."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from platformdirs import user_data_path

from pilothouse.site.rooms import rooms

HERE = Path(__file__).parent
PILOTHOUSE_HOME = Path(os.environ.get("PILOTHOUSE_HOME") or user_data_path("pilothouse"))
PILOTHOUSE_HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
PILOTHOUSE_DEMO = os.environ.get("PILOTHOUSE_DEMO", "") == "1"


def _secret() -> str:
    """The signing key, made once and kept beside the data, readable by its owner only."""
    path = PILOTHOUSE_HOME / "secret.key"
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()


def _database(url: str) -> dict[str, object]:
    """A Django database entry from DATABASE_URL (postgresql:// or sqlite:///path)."""
    if not url:
        return _sqlite(str(PILOTHOUSE_HOME / "pilothouse.sqlite3"))
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path[1:]))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SystemExit(f"DATABASE_URL: '{parts.scheme}' is not known. Use postgresql:// or sqlite:///path.")
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or query.get("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(path: str) -> dict[str, object]:
    """SQLite that loses no acknowledged write: WAL, FULL, one writer at a time, waits instead of failing."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=1000;"
            ),
        },
    }


SECRET_KEY = os.environ.get("PILOTHOUSE_SECRET_KEY") or _secret()
DEBUG = os.environ.get("PILOTHOUSE_DEBUG", "") == "1"
ALLOWED_HOSTS = os.environ.get("PILOTHOUSE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [text for text in os.environ.get("PILOTHOUSE_ORIGINS", "").split(",") if text]
PILOTHOUSE_HTTPS = os.environ.get("PILOTHOUSE_HTTPS", "") == "1"
PILOTHOUSE_METRICS_TOKEN = os.environ.get("PILOTHOUSE_METRICS_TOKEN", "")
DATABASES = {"default": _database(os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    *(f"pilothouse.{room}" for room in rooms()),
]
MIDDLEWARE = [
    "pilothouse.site.middleware.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pilothouse.site.middleware.ErrorPages",
    "pilothouse.accounts.middleware.WorkspaceMiddleware",
    "pilothouse.kit.idempotency.IdempotencyMiddleware",
    "axes.middleware.AxesMiddleware",
]
PILOTHOUSE_CALLER = "pilothouse.site.callers.caller"
# Which function of a room above tells vision what the plan says; empty for none.
PILOTHOUSE_PLAN_FACTS = "pilothouse.roadmap.queries.plan_facts"
ROOT_URLCONF = "pilothouse.site.urls"
WSGI_APPLICATION = "pilothouse.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "pilothouse.site.context.layout",
            ],
            "builtins": ["pilothouse.site.templatetags.pilothouse"],
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login"

# The sixth wrong password within fifteen minutes answers 429.
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = 0.25
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "pilothouse.accounts.pages.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SESSION_COOKIE_AGE = 14 * 86400
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PILOTHOUSE_HTTPS
SECURE_HSTS_SECONDS = 31536000 if PILOTHOUSE_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PILOTHOUSE_HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "pilothouse.site.errors.csrf_failure"

DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

STATIC_URL = "/static/"
STATIC_ROOT = None
STATICFILES_DIRS = [HERE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/built/.+[-.][\w-]{8,}\.\w+$"

LANGUAGE_CODE = "en-gb"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"
DATE_FORMAT = "j M Y"
SHORT_DATE_FORMAT = "j M"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    # What a visitor gets wrong (404, 403) is no fault of ours; failures of ours (5xx) are logged.
    "loggers": {"django.request": {"level": "ERROR"}, "django.security.csrf": {"level": "ERROR"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("PILOTHOUSE_LOG", "WARNING")},
}
