"""Settings of both doors and of the worker, from the environment and the installation's own file."""

import atexit
import os
import shutil
import sys
import tempfile
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured

from waystation.site import installation as installations
from waystation.site.database import database
from waystation.site.logs import logging_settings
from waystation.site.post import mail_server

UNDER_TEST = "pytest" in sys.modules
DEBUG = False

# front: anyone. desk: staff. work: jobs. all: tests and the command line, which serve no one.
DOOR = os.environ.get("WAYSTATION_DOOR", "all")
if DOOR not in {"front", "desk", "work", "all"}:
    raise ImproperlyConfigured("WAYSTATION_DOOR is one of: front, desk, work, all")

if UNDER_TEST:
    DATA_FOLDER = Path(tempfile.mkdtemp(prefix="waystation-test-"))
    atexit.register(shutil.rmtree, DATA_FOLDER, ignore_errors=True)
    INSTALLATION = installations.new(mode="test", organisation="Test house")
else:
    DATA_FOLDER = Path(os.environ.get("WAYSTATION_DATA", "var")).resolve()
    found = installations.read(DATA_FOLDER)
    if found is None and DOOR != "all":
        raise ImproperlyConfigured(
            "There is no installation here yet: run `waystation init`, or `waystation demo`"
        )
    INSTALLATION = found or installations.new(mode="blank")

# The front is given a keys folder of its own; everyone else finds the keys in the data folder.
KEYS_FOLDER = os.environ.get("WAYSTATION_KEYS", "")
INSTALLATION_ID = INSTALLATION.id
MODE = INSTALLATION.mode
# One secret for each door: what one signs or seals means nothing at the other.
SECRET_KEY = sha256(f"{DOOR} {INSTALLATION.secret_key}".encode()).hexdigest()
ORGANISATION = INSTALLATION.organisation
LEAVE_TO = INSTALLATION.leave_to

# How many processes serve the front on one port: each lets its share of a flood pass
FRONTS = int(os.environ.get("WAYSTATION_FRONTS") or 1)

# Where this process is reached

ORIGINS = {"front": INSTALLATION.front, "desk": INSTALLATION.desk}.get(
    DOOR, INSTALLATION.front + INSTALLATION.desk
)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *(urlsplit(origin).hostname or "" for origin in ORIGINS)]
if UNDER_TEST:
    ALLOWED_HOSTS.append("testserver")
CSRF_TRUSTED_ORIGINS = list(ORIGINS)
OVER_HTTPS = bool(ORIGINS) and all(origin.startswith("https://") for origin in ORIGINS)

# The rooms

INSTALLED_APPS = [
    "waystation.site",
    "waystation.foundation.vault",
    "waystation.foundation.ledger",
    "waystation.foundation.outbox",
    "waystation.foundation.staff",
    "waystation.foundation.library",
    "waystation.sealed.intake",
    "waystation.sealed.allies",
    "waystation.sealed.casework",
    "waystation.sealed.care",
    "waystation.sealed.destinations",
    "waystation.sealed.evacuation",
    "waystation.outreach.figures",
    "waystation.outreach.petitions",
    "waystation.outreach.digest",
    "waystation.outreach.letters",
    # outreach: digest, letters
    "waystation.release",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

if DOOR == "front":
    INSTALLED_APPS.remove(
        "allauth.account"
    )  # nobody signs in here, so the code that could is not even loaded

# What follows, in the same transaction, when a safe house is known to those who search: dotted names of functions
# called with actor, house, persons and at. Later rooms follow here with what is theirs (escorts, routes).
AFTER_COMPROMISE: tuple[str, ...] = ("waystation.sealed.evacuation.api.follow_compromise",)

# What follows, in the same transaction, when a helper is no longer trusted: called with ally and at, by the worker too,
# who holds no key. Rooms that lean on a helper follow (a house of theirs takes no new guests).
AFTER_TRUST_LOST: tuple[str, ...] = ("waystation.sealed.care.api.follow_trust",)

# What follows, in the same transaction, when somebody was given or lost a section of a case, or it was restricted:
# called with actor, case, readers (lines by kind of section) and at. Rooms with compartments of their own follow.
AFTER_READERS: tuple[str, ...] = (
    "waystation.sealed.care.api.follow_readers",
    "waystation.sealed.destinations.api.follow_readers",
    "waystation.sealed.evacuation.api.follow_readers",
)

# The doors

_FRONT = [
    "waystation.site.middleware.FrontHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "waystation.site.middleware.NothingKept",
    "waystation.site.middleware.StrangePostsLoseCookies",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "waystation.site.middleware.KernelErrors",
]
_DESK = [
    "waystation.site.middleware.DeskHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "waystation.site.middleware.NothingKept",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "waystation.site.middleware.HeldPosts",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "waystation.foundation.staff.desk.middleware.ActorFromSession",
    "waystation.site.middleware.KernelErrors",
]
DOORS = {
    "front": {"urlconf": "waystation.site.urls_front", "middleware": _FRONT},
    "desk": {"urlconf": "waystation.site.urls_desk", "middleware": _DESK},
}
ROOT_URLCONF = "waystation.site.urls_front" if DOOR == "front" else "waystation.site.urls_desk"
MIDDLEWARE = _FRONT if DOOR == "front" else _DESK
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "waystation.site.context.house",
            ]
        },
    }
]
FORM_RENDERER = "waystation.site.forms.HouseRenderer"

# What is kept, and where

DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""), DATA_FOLDER, under_test=UNDER_TEST)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Failed sign-ins are counted here, and codes that were used. Room for more than anybody can try in the five minutes it
# is kept, each try being a slow one: with the usual 300 places a stranger's tries push out what is held (T-59).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
LOGGING = logging_settings()

# Notices by mail: handed to one server, from one address

_MAIL = mail_server(os.environ.get("WAYSTATION_SMTP", ""))
EMAIL_BACKEND = _MAIL.backend
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.starttls, _MAIL.tls
EMAIL_TIMEOUT = 30
FRONT_ADDRESS = next(iter(INSTALLATION.front), "http://127.0.0.1:8000")
DESK_ADDRESS = next(iter(INSTALLATION.desk), "")
DEFAULT_FROM_EMAIL = INSTALLATION.sender or f"post@{urlsplit(DESK_ADDRESS).hostname or 'localhost'}"

# Public pages are fetched by the work process: through this proxy if one is set, and never from private networks.
# FETCH_ALLOW names hosts with ports that may be private all the same; only tests set it, for their own server (T-40).
FETCH_PROXY = os.environ.get("WAYSTATION_FETCH_PROXY", "")
FETCH_ALLOW: frozenset[str] = frozenset()

# Uploads never touch a disk in clear: Django's own handlers would spool them to a temporary file (T-09).
FILE_UPLOAD_HANDLERS = ["waystation.site.uploads.SealedUploadHandler"]
LARGEST_UPLOAD = 200 * 2**20
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_NUMBER_FILES = 200

# Cookies: the desk only; the front sets none before a receipt is used

SESSION_COOKIE_NAME = "desk"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = OVER_HTTPS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "form"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = OVER_HTTPS
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "waystation.site.pages.form_too_old"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Strict"
LANGUAGE_COOKIE_SECURE = OVER_HTTPS
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Accounts: a passphrase unlocks the keys, a second factor opens the door; no address or browser is ever noted

AUTH_USER_MODEL = "staff.Account"
AUTHENTICATION_BACKENDS = ["waystation.foundation.staff.login.PassphraseBackend"]
SESSION_ENGINE = "waystation.foundation.staff.sessions"
DESK_KEY = bytes.fromhex(os.environ.get("WAYSTATION_DESK_KEY", ""))
IDLE_MINUTES = 15
SECOND_FACTOR_REQUIRED = MODE != "demo"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "waystation.foundation.staff.desk.adapters.QuietAccounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/300s/key", "reauthenticate": "10/300s/user"}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {"login": "waystation.foundation.staff.desk.entrance_forms.SignIn"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_ADAPTER = "waystation.foundation.staff.desk.adapters.SealedFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_TOTP_ISSUER = "Desk"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not OVER_HTTPS

# What other rooms show the holder of the twelve words, loaded by the hall: a room never looks upwards for it
MAILBOX_PANELS = "waystation.site.hall.load_mailbox"
# … and what else can be posted there: given a name, the fields it has and the function that does it
MAILBOX_DEEDS = "waystation.site.hall.find_mailbox_deed"
# What anybody can do now, from every room of the open wing: called with the language of the page
TAKE_ACTIONS = "waystation.site.hall.load_actions"
# … and where words lead that open no request: given their entropy, the name of another room's mailbox, or nothing
OTHER_MAILBOXES = "waystation.site.hall.find_other_mailbox"

# Words and times

_LANGUAGES = os.environ.get("WAYSTATION_LANGUAGES") or ",".join(INSTALLATION.languages)
_UNKNOWN = [code for code in _LANGUAGES.split(",") if code not in LANG_INFO]
if _UNKNOWN:
    raise ImproperlyConfigured(f"WAYSTATION_LANGUAGES: {', '.join(_UNKNOWN)} is no code of a language")
LANGUAGES = [(code, LANG_INFO[code]["name_local"]) for code in _LANGUAGES.split(",")]
LANGUAGE_CODE = LANGUAGES[0][0]
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]
FORMAT_MODULE_PATH = "waystation.site.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Static files: ours only, straight from the package, named by their content

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "waystation.site.static_names.NamedByContent"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

SILENCED_SYSTEM_CHECKS: list[str] = []
