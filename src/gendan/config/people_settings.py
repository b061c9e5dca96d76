"""Django's settings for people: who they are, how they sign in, what the browser may do."""

from datetime import timedelta
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF

from gendan.config import env
from gendan.config.values import is_of_this_machine

_given = env.current()

AUTH_USER_MODEL = "people.Staff"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_RULES = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, object]] = [
    {
        "NAME": f"{_RULES}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": "gendan.desks.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_RULES}.CommonPasswordValidator"},
    {"NAME": f"{_RULES}.NumericPasswordValidator"},
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "gendan.desks.rights.Managers",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_RESET_TIMEOUT = 30 * 60  # of set-up links too

# Sign-in, second factors, sessions: django-allauth.
ACCOUNT_ADAPTER = "gendan.desks.sign_in.Accounts"
ACCOUNT_FORMS = {"login": "gendan.desks.forms.SignIn"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True  # until they have been away for the time below
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(_given.public_url).scheme
# Of each name first: whoever guesses at one colleague's must not lock out the shop behind the same
# address. What was counted for a name is not counted for the address any more.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "20/h/key,200/h/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = _given.proxies
MFA_ADAPTER = "gendan.desks.sign_in.SecondFactors"
MFA_FORMS = {
    "add_webauthn": "gendan.desks.forms.NewKey",
    "edit_webauthn": "gendan.desks.forms.NamedKey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Gendan 跟单"
SECOND_FACTOR = _given.second_factor
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
SOCIALACCOUNT_ADAPTER = "gendan.desks.sign_in.Vouched"
SOCIALACCOUNT_PROVIDERS: dict[str, object] = {}
OIDC_CLAIM = _given.oidc_claim
if _given.oidc_issuer:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "house",
                "name": _given.oidc_name,
                "client_id": _given.oidc_client_id,
                "secret": _given.oidc_client_secret,
                "settings": {"server_url": _given.oidc_issuer},
            }
        ],
    }

# Guesses, kept in the database: a name from one address is locked for an hour after ten.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(hours=1)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "gendan.desks.sign_in.guessed_name"
AXES_CLIENT_IP_CALLABLE = "gendan.desks.sign_in.address_of"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "desks/locked.html"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Shared by all processes, because limits that each counts for itself are none.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

SESSION_COOKIE_AGE = 8 * 60 * 60  # since something was last done; gendan.desks.idle moves it on
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "gendan.desks.refusals.forged"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

PUBLIC_URL = _given.public_url
PUBLIC_URL_IS_HERE = is_of_this_machine(PUBLIC_URL)
if PUBLIC_URL.startswith("https://"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
    SECURE_HSTS_SECONDS = _given.hsts_seconds
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # asked on this machine, without TLS
    # Other hosts of the shop's domain are not ours to decide about.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if _given.proxies:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Where the demo shop keeps the password of its logins; a house without this file is no demo.
DEMO_PASSWORD_FILE = _given.home / "demo.password"

# Browsers hold a redirect after a form to the same rule as the form.
_ISSUER = urlsplit(_given.oidc_issuer)
_VOUCHES = [f"{_ISSUER.scheme}://{_ISSUER.netloc}"] if _given.oidc_issuer else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *_VOUCHES],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
