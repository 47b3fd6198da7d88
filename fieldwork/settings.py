"""Settings come from the environment only. With none set, everything runs embedded.

Embedded means: SQLite, a broker made of files, uploads on disk, mails written to a folder, and a secret
key made at first start; all of it under ``DATA_DIR`` (default ``var/`` beside this project).
"""

from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _
from environs import Env

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var")))
DATA_DIR.mkdir(parents=True, exist_ok=True)


def _kept_secret() -> str:
    """The secret key made at first start; kept beside the database so that sessions survive a restart."""
    path = DATA_DIR / "secret_key"
    if not path.exists():
        fresh = path.with_suffix(".new")
        fresh.write_text(get_random_secret_key())
        fresh.chmod(0o600)
        # A second process may have been first: the link fails then, and both read the same key.
        with suppress(FileExistsError):
            path.hardlink_to(fresh)
        fresh.unlink(missing_ok=True)
    return path.read_text()


DEBUG = bool(env.str("DEBUG", "")) and env.bool("DEBUG")  # an empty value means no
SECRET_KEY = env.str("SECRET_KEY", "") or _kept_secret()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_FAILURE_VIEW = "fieldwork.common.middleware.csrf_failed"
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
# Behind a proxy that ends TLS: HTTPS=1 makes cookies secure and trusts the proxy's scheme header.
HTTPS = env.bool("HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "fieldwork.common.static.StaticConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "rules",
    "csp",
    "django_htmx",
    "fieldwork.common",
    "fieldwork.people",
    "fieldwork.emotions",
    "fieldwork.journeys",
    "fieldwork.studies",
    "fieldwork.visits",
    "fieldwork.capture",
    "fieldwork.review",
    "fieldwork.notices",
    "reports.figures",
    "reports.improvement",
    "reports.exports",
    "reports.documents",
    "reports.dashboards",
    "reports.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fieldwork.common.middleware.SmallPages",
    "csp.middleware.CSPMiddleware",
    "fieldwork.common.permissions.Permissions",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "fieldwork.people.middleware.Language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "reports.documents.intake.Intake",
    "fieldwork.common.middleware.CleanInput",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "fieldwork.common.middleware.DomainErrors",
    "fieldwork.capture.middleware.ShellVersion",
]

ROOT_URLCONF = "fieldwork.urls"
WSGI_APPLICATION = "fieldwork.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["fieldwork.emotions.templatetags.faces"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "fieldwork.common.discreet.context",
            ],
        },
    },
]

# --- database -----------------------------------------------------------------------------------------
DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'veldwerk.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Without IMMEDIATE a reader that becomes a writer gets "database is locked" at once; with it, it waits.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL", 12)}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people -------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "fieldwork.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None  # the login page asks
# Nobody learns from the login pages who has an account, and strangers get no mail from us.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True  # one address per person; a new one counts once its link was opened
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "request_login_code": "20/m/ip,3/m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
    "confirm_email": "1/3m/key",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Veldwerk"
CACHES = {"default": env.dj_cache_url("CACHE_URL", "locmem://veldwerk")}

# --- languages ----------------------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "fieldwork" / "locale"]
FORMAT_MODULE_PATH = "fieldwork.formats"
USE_I18N = True
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = env.str("TIME_ZONE", "Europe/Amsterdam")
USE_TZ = True

# --- files --------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # no page names a file otherwise
STATICFILES_DIRS = [BASE_DIR / "fieldwork" / "static"]
UPLOAD_ROOT = DATA_DIR / "uploads"  # parts of files still coming in; on a disk that all web processes share


def _storage(url: str) -> dict:
    """``file:///path`` or ``s3://bucket/prefix?endpoint_url=…&region_name=…`` as a STORAGES entry."""
    parts = urlsplit(url)
    if parts.scheme == "s3":
        options: dict[str, object] = dict(parse_qsl(parts.query))
        options |= {"bucket_name": parts.netloc, "location": parts.path.strip("/")}
        options |= {"default_acl": None, "querystring_auth": True, "querystring_expire": 300}
        return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": parts.path}}


STORAGES = {
    "default": _storage(env.str("STORAGE_URL", f"file://{DATA_DIR / 'files'}")),
    "staticfiles": {"BACKEND": "fieldwork.common.storage.HashedStatic"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000

# --- mail ---------------------------------------------------------------------------------------------
EMAIL_FILE_PATH = str(DATA_DIR / "mails")
if env.str("EMAIL_URL", ""):
    _mail = env.dj_email_url("EMAIL_URL")
    globals().update({key: value for key, value in _mail.items() if key.startswith("EMAIL_")})
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_TIMEOUT = globals().get("EMAIL_TIMEOUT") or 20  # seconds; a mail server that hangs must not hold a worker
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Veldwerk <veldwerk@localhost>")
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000")  # what the links in mails begin with

# --- jobs ---------------------------------------------------------------------------------------------
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", "filesystem://localhost//")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_STORE_ERRORS_EVEN_IF_IGNORED = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_ACKS_LATE = False  # the ledger row is the truth; a message is only a poke
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
SWEEP_SECONDS = env.int("SWEEP_SECONDS", 30)
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", 60)
CELERY_BEAT_SCHEDULE = {"sweep": {"task": "jobs.sweep", "schedule": SWEEP_SECONDS}}
# A page that asks for a job never waits long for a dead broker: the row is safe and the sweep finds it.
BROKER_PATIENCE = {
    "socket_connect_timeout": 2,
    "socket_timeout": 10,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
if CELERY_BROKER_URL.startswith("filesystem://"):
    _broker = DATA_DIR / "broker"
    for _name in ("queue", "processed", "control"):
        (_broker / _name).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_broker / "queue"),
        "data_folder_out": str(_broker / "queue"),
        "processed_folder": str(_broker / "processed"),
        "control_folder": str(_broker / "control"),
        "store_processed": False,
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = dict(BROKER_PATIENCE)
# PKCS#12 or PEM with certificate and key; without it reports are signed with a key of our own that proves nothing.
SIGNING_KEY = env.str("SIGNING_KEY", "")
SIGNING_PASSWORD = env.str("SIGNING_PASSWORD", "")
TIMESTAMP_URL = env.str("TIMESTAMP_URL", "")  # an RFC 3161 service; optional
REPORT_KEEP_DAYS = env.int("REPORT_KEEP_DAYS", 730)  # the files; rows, numbers and hashes stay. 0 keeps all for ever
RENDER_SECONDS = env.int("RENDER_SECONDS", 180)  # wall time of one PDF
RENDER_MEGABYTES = env.int("RENDER_MEGABYTES", 1024)  # memory of the child that makes it

# --- doors --------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
        "media-src": [SELF, "blob:"],  # a spoken note is heard again on the phone that still holds it
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
    "EXCEPTION_HANDLER": "fieldwork.common.problems.handle",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "1200/min", "capture": "1200/min"},
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Veldwerk",
    "DESCRIPTION": "Mystery-guest fieldwork: visits, capture from the phone, reports.",
    "VERSION": "0.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
}
# A shopper's feelings and answers are opened on the phone for a month after the visit was opened last.
CAPTURE_TOKEN_DAYS = 30
REVIEW_HOURS = 48  # the clock of the review queue starts when work comes in
