"""Django settings. Everything has a default that works; docs/reference/configuration.md lists the rest."""

from __future__ import annotations

import os
import secrets
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

from platformdirs import user_data_path

from pilothouse.site.rooms import rooms

HERE = Path(__file__).parent
PILOTHOUSE_HOME = Path(os.environ.get("PILOTHOUSE_HOME") or user_data_path("pilothouse"))
# Everything that is made here is its owner's only: the database with its log, uploads, copies.
os.umask(os.umask(0o077) | 0o077)
PILOTHOUSE_HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
PILOTHOUSE_DEMO = os.environ.get("PILOTHOUSE_DEMO", "") in {"1", "open"}
# Whether the demo is shown also to visitors from other machines.
PILOTHOUSE_DEMO_OPEN = os.environ.get("PILOTHOUSE_DEMO", "") == "open"


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
        "OPTIONS": {"application_name": "pilothouse"},
    }


def _sqlite(path: str) -> dict[str, object]:
    """SQLite that loses no acknowledged write: WAL, FULL, one writer at a time, waits instead of failing."""
    return {
        "ENGINE": "pilothouse.kit.sqlite",
        "NAME": path,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-2000; PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=1000;"
            ),
        },
    }


def _smtp(url: str) -> str:
    """The address of the mail server, looked at once so that a wrong one is found at the start."""
    if url and (urlsplit(url).scheme not in {"smtp", "smtps"} or not urlsplit(url).hostname):
        raise SystemExit(
            "PILOTHOUSE_SMTP: write smtp://user:password@host:587 or smtps://user:password@host."
        )
    return url


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Addresses and networks, separated by commas."""
    try:
        return tuple(ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise SystemExit(f"PILOTHOUSE_TRUSTED_PROXIES: {error}. Use 127.0.0.1 or 10.0.0.0/8.") from None


SECRET_KEY = os.environ.get("PILOTHOUSE_SECRET_KEY") or _secret()
DEBUG = os.environ.get("PILOTHOUSE_DEBUG", "") == "1"
ALLOWED_HOSTS = os.environ.get("PILOTHOUSE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [text for text in os.environ.get("PILOTHOUSE_ORIGINS", "").split(",") if text]
PILOTHOUSE_HTTPS = os.environ.get("PILOTHOUSE_HTTPS", "") == "1"
PILOTHOUSE_PRIVATE_ADDRESSES = os.environ.get("PILOTHOUSE_PRIVATE_ADDRESSES", "") == "1"
# Where people reach this installation, for links in letters.
PILOTHOUSE_ADDRESS = (
    os.environ.get("PILOTHOUSE_ADDRESS") or [*CSRF_TRUSTED_ORIGINS, "http://localhost:8000"][0]
)
PILOTHOUSE_FILES = os.environ.get("PILOTHOUSE_FILES", "")
PILOTHOUSE_SMTP = _smtp(os.environ.get("PILOTHOUSE_SMTP", ""))
PILOTHOUSE_MAIL_FROM = os.environ.get("PILOTHOUSE_MAIL_FROM", "")
PILOTHOUSE_TRUSTED_PROXIES = _networks(os.environ.get("PILOTHOUSE_TRUSTED_PROXIES", ""))
PILOTHOUSE_LOCK_SECONDS = float(os.environ.get("PILOTHOUSE_LOCK_SECONDS", "5"))
PILOTHOUSE_METRICS_TOKEN = os.environ.get("PILOTHOUSE_METRICS_TOKEN", "")
# Copies that the program makes by itself: where, how often (0 for never), how many and how old they grow.
PILOTHOUSE_BACKUP_FOLDER = Path(os.environ.get("PILOTHOUSE_BACKUP_FOLDER") or PILOTHOUSE_HOME / "backups")
PILOTHOUSE_RUN_DAYS = int(os.environ.get("PILOTHOUSE_RUN_DAYS", "180"))
PILOTHOUSE_UPLOAD_DAYS = int(os.environ.get("PILOTHOUSE_UPLOAD_DAYS", "180"))
PILOTHOUSE_BACKUP_HOURS = float(os.environ.get("PILOTHOUSE_BACKUP_HOURS", "24"))
PILOTHOUSE_BACKUP_KEEP = int(os.environ.get("PILOTHOUSE_BACKUP_KEEP", "7"))
PILOTHOUSE_BACKUP_DAYS = float(os.environ.get("PILOTHOUSE_BACKUP_DAYS", "30"))
DATABASES = {"default": _database(os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    *(f"pilothouse.{room}" for room in rooms()),
]
MIDDLEWARE = [
    "pilothouse.site.middleware.security_headers",
    "pilothouse.site.middleware.without_nul",
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
    "pilothouse.site.product_kept.product_kept",
    "pilothouse.kit.idempotency.IdempotencyMiddleware",
]
PILOTHOUSE_CALLER = "pilothouse.site.callers.caller"
# Which function of a room above tells vision what the plan says; empty for none.
PILOTHOUSE_PLAN_FACTS = "pilothouse.roadmap.queries.plan_facts"
# Which function of a room tells the kit between which products a page chooses.
PILOTHOUSE_PRODUCTS = "pilothouse.roadmap.queries.product_names"
PILOTHOUSE_PRODUCT_SETS = "pilothouse.roadmap.queries.product_set_names"
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
            "builtins": [
                f"pilothouse.site.templatetags.{name}"
                for name in ("drawing", "editing", "load_cells", "places", "pilothouse", "record", "views")
            ],
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
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
    "filters": {"short": {"()": "pilothouse.site.logs.Short"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["short"]}},
    # What a visitor gets wrong (404, 403) is no fault of ours; failures of ours (5xx) are logged.
    "loggers": {"django.request": {"level": "ERROR"}, "django.security.csrf": {"level": "ERROR"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("PILOTHOUSE_LOG", "WARNING")},
}
