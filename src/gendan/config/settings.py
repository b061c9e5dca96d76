"""Django's settings, made from the environment. Importing this starts no server."""

from django.utils.translation import gettext_lazy as _

from gendan.config import database, env, logs, secret

_given = env.current()

SECRET_KEY = _given.secret_key or secret.read_or_make(_given.home)
DEBUG = _given.debug
ALLOWED_HOSTS = list(_given.allowed_hosts)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "pgtrigger",
    "procrastinate.contrib.django",
    "gendan.kernel",
    "gendan.records.places",
    "gendan.records.parties",
    "gendan.records.products",
    "gendan.records.people",
    "gendan.records.stock",
    "gendan.records.orders",
    "gendan.records.shipments",
    "gendan.records.cases",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]

DATABASES = {"default": database.django_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Staff"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

LOGGING = logs.django_settings(_given.log_level)

LANGUAGE_CODE = _given.language
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("English"))]
TIME_ZONE = _given.time_zone
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH: list[str] = []

WSGI_APPLICATION = "gendan.config.wsgi.application"
ROOT_URLCONF = "gendan.config.urls"

PROCRASTINATE_ON_APP_READY = "gendan.config.jobs.add_to"
