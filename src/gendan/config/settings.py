"""Django's settings, made from the environment. Importing this starts no server."""

from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from gendan.config import database, env, logs, secret
from gendan.config.message_settings import *  # noqa: F403 - messages have settings of their own
from gendan.config.people_settings import *  # noqa: F403 - sign-in has settings of its own

_given = env.current()

SECRET_KEY = _given.secret_key or secret.read_or_make(_given.home)
DEBUG = _given.debug
ALLOWED_HOSTS = [*_given.allowed_hosts, str(urlsplit(_given.public_url).hostname)]

INSTALLED_APPS = [
    "gendan.kit",
    "gendan.desks",
    "gendan.desks.master_data.app.MasterDataApp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
    "ninja",
    "pghistory",
    "pgtrigger",
    "procrastinate.contrib.django",
    "gendan.kernel",
    "gendan.records.shop",
    "gendan.records.places",
    "gendan.records.parties",
    "gendan.records.products",
    "gendan.records.carriers",
    "gendan.records.people",
    "gendan.records.integrations",
    "gendan.records.stock",
    "gendan.records.orders",
    "gendan.records.shipments",
    "gendan.records.following",
    "gendan.records.picking",
    "gendan.records.cases",
    "gendan.records.dock",
    "gendan.messages",
    "gendan.webhooks",
    "gendan.desks.imports.app.ImportsApp",
    "gendan.desks.papers.app.PapersApp",
    "gendan.portal.app.PortalApp",
]

MIDDLEWARE = [
    "gendan.config.request_log.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "gendan.kit.rest.door.Door",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "gendan.portal.way.ShortWay",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "gendan.desks.live.named",
    "gendan.desks.idle.noticed",
    "gendan.desks.second_factor.required",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "gendan.desks.brand.house",
                "gendan.desks.demo_shop.demo",
                "gendan.desks.live.live",
            ],
        },
    },
]

DATABASES = {"default": database.django_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LOGGING = logs.django_settings(_given.log_level)

LANGUAGE_CODE = _given.language
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("English"))]
TIME_ZONE = _given.time_zone
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH: list[str] = []

STATIC_URL = "/static/"
STATIC_ROOT = _given.home / "static"

# What people upload to have orders placed; never served.
IMPORT_FILES = _given.home / "imports"

WSGI_APPLICATION = "gendan.config.wsgi.application"
ROOT_URLCONF = "gendan.config.urls"

PROCRASTINATE_ON_APP_READY = "gendan.config.jobs.add_to"

# The port of live updates beside the web's, set by whoever serves both; 0: the web's own address;
# None: nobody serves any.
LIVE_PORT: int | None = None

WEBHOOK_ALLOW = _given.webhook_allow
