"""One settings file. Whatever differs between installations comes from the environment, see README."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from . import env
from .secret_key import SHORTEST, stored_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR") or BASE_DIR / "var")

# --- safety ---------------------------------------------------------------------------------------------------------
DEBUG = env.boolean("DEBUG")
BEHIND_TLS = env.boolean("BEHIND_TLS")
PRODUCTION = BEHIND_TLS or env.text("CRM_ENV") == "production"
if PRODUCTION:
    missing = [name for name in ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL") if not env.text(name)]
    problems = {
        f"{' and '.join(missing)} must be set": missing,
        "DEBUG must be off": DEBUG,
        f"SECRET_KEY must have at least {SHORTEST} characters": len(env.text("SECRET_KEY")) < SHORTEST,
        "ALLOWED_HOSTS must name the hosts, not *": "*" in env.words("ALLOWED_HOSTS"),
    }
    if problem := next((sentence for sentence, applies in problems.items() if applies), ""):
        raise ImproperlyConfigured(f"This is a production start, so {problem}. See the configuration table in README.md.")

SECRET_KEY = env.text("SECRET_KEY") or stored_secret_key(VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]", ".localhost"]
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_HSTS_SECONDS = env.integer("HSTS_SECONDS", 3600) if BEHIND_TLS else 0
# Whether *other* hosts of the domain speak TLS, and whether browsers build that in, is for the owner of the domain to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if env.boolean("TRUSTED_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # sign-in attempts are counted per client, not per proxy
SECURE_CSP = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}
CSRF_FAILURE_VIEW = "crm_merge.errors.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

# --- people ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["crm_merge.access.backends.RoleBackend"]
ROOT_URLCONF = "crm_merge.urls"
WSGI_APPLICATION = "crm_merge.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "crm_merge.reference",
    "crm_merge.access",
    "crm_merge.audit",
    "crm_merge.people",
    "crm_merge.jobs",
    "crm_merge.ui",
    "crm_merge.database",
    "orders",
    "merging",
    "trash",
    "crm_merge.taking_back",
    "crm_merge.people.admin_site.SettingsAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "simple_history",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_filters",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "crm_merge.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "crm_merge.access.middleware.LanguageMiddleware",
    "crm_merge.access.middleware.FreshPagesMiddleware",
    "crm_merge.errors.NotAllowedPageMiddleware",
    "crm_merge.input_guard.InputGuardMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "crm_merge.reference.middleware.ReferenceMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "crm_merge.ui.context_processors.ui",
            ]
        },
    }
]
TESTING = env.boolean("CRM_TESTING")
EMBEDDED_DATABASE = {"NAME": "crm", "EMBEDDED": VAR_DIR / ("test-postgres" if TESTING else "postgres")}
DATABASES = {
    "default": {
        "ENGINE": "crm_merge.database",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": env.text("CRM_TEST_DB", "test_crm")},
        **(env.database_url("DATABASE_URL") or EMBEDDED_DATABASE),
        "DURABLE": not TESTING,
    }
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
LANGUAGE_CODE = "en"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "crm_merge" / "locale"]
FORMAT_MODULE_PATH = "crm_merge.formats"
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
STATIC_URL = "static/"
STATIC_ROOT = None if TESTING else VAR_DIR / "static"  # tests serve the sources
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/tabler", BASE_DIR / "node_modules/@tabler/core/dist/css"),
]
MEDIA_ROOT = VAR_DIR / "media"
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
ACCOUNT_ADAPTER = "crm_merge.access.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE, without a tick box

SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- e-mail: without EMAIL_HOST none is sent -----------------------------------------------------------------------
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.integer("EMAIL_PORT", 587, at_least=1)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.boolean("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "crm@localhost")

# --- trash and files ------------------------------------------------------------------------------------------------
TRASH_DAYS = env.integer("TRASH_DAYS", 30, at_least=1)
MAX_UPLOAD_MEGABYTES = env.integer("MAX_UPLOAD_MEGABYTES", 25, at_least=1)

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

LOG_LEVEL = env.one_of("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {f"procrastinate.{part}": {"level": "WARNING"} for part in ("blueprints", "periodic")},  # chatty at every start
}
