"""Django settings, all derived from the options of the instance."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.csp import CSP

from jalons import __version__
from jalons.foundation.rooms import rooms
from jalons.site import logs
from jalons.site.options import read_options
from jalons.site.rooms import install
from jalons.site.storage.machine_settings import file_stores, request_counts, secret_key
from jalons.site.storage.main_database import database

install()
OPTIONS = read_options()
DATA_DIR: Path = OPTIONS["DATA_DIR"]
DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)


def _mailer(url: str) -> dict[str, Any]:
    """Where mails go: a server, or nowhere when none is set; a log would show their links."""
    if not url:
        return {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(url)
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname or "localhost",
            "port": parts.port or 587,
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": parts.scheme == "smtp" and bool(parts.username),
            "use_ssl": parts.scheme == "smtps",
        },
    }


def _openid_connect(options: dict[str, Any]) -> list[dict[str, Any]]:
    """The provider people may sign in with, ProConnect for instance; none without an address."""
    if not options["OIDC_URL"]:
        return []
    return [
        {
            "provider_id": "oidc",
            "name": options["OIDC_NAME"] or "OpenID Connect",
            "client_id": options["OIDC_CLIENT_ID"],
            "secret": options["OIDC_CLIENT_SECRET"],
            "settings": {"server_url": options["OIDC_URL"], "oauth_pkce_enabled": True},
        }
    ]


def _form_targets(options: dict[str, Any]) -> list[str]:
    """Where forms may lead: here, and the OpenID Connect provider a button redirects to."""
    provider = urlsplit(options["OIDC_URL"])
    return [f"{provider.scheme}://{provider.netloc}"] if provider.netloc else []


SECRET_KEY = secret_key(OPTIONS)
DEBUG = OPTIONS["DEBUG"]
ALLOWED_HOSTS = list(OPTIONS["HOSTS"])
ROOT_URLCONF = "jalons.site.urls"
WSGI_APPLICATION = "jalons.site.wsgi.application"
DATABASES = {"default": database(OPTIONS["DATABASE_URL"], folder=DATA_DIR)}
CACHES: dict[str, dict[str, Any]] = {"default": request_counts(OPTIONS)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "jalons.site",
    *(room.app for room in rooms() if room.path is not None),
    "jalons.foundation.administration",
    "jalons.foundation.navigation",
    "jalons.foundation.partners",
    "jalons.foundation.imports",
    "jalons.foundation.publishing",
    "jalons.foundation.register",
    "jalons.foundation.listing",
    "jalons.foundation.api",
    "jalons.foundation.rendering",
    "jalons.foundation.digests",
    "jalons.foundation.notes",
    "jalons.foundation.documents",
    "jalons.foundation.tasks",
    "jalons.foundation.journal",
    "jalons.foundation.search",
    "jalons.foundation.accounts",
    "jalons.foundation.territories",
    "jalons.foundation.places",
    "jalons.foundation.design",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    *(["allauth.socialaccount.providers.openid_connect"] if OPTIONS["OIDC_URL"] else []),
    "django_filters",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "jalons.site.pages.middleware.named_in_logs",
    "jalons.site.pages.middleware.answer_headers",
    "jalons.site.pages.middleware.bounded_statements",
    "django.middleware.security.SecurityMiddleware",
    "jalons.site.serving.static_files.StaticFiles",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "jalons.foundation.design.weight.page_weight_middleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "jalons.foundation.accounts.drafts.drafts_middleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "allauth.account.middleware.AccountMiddleware",
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
                "jalons.site.pages.context.page",
            ],
            "builtins": [
                "jalons.foundation.design.templatetags.design",
                "jalons.foundation.design.templatetags.values",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "landing"
LOGOUT_REDIRECT_URL = "home"

# Accounts: an e-mail address and a password; verification by mail is offered, never required, so
# that an instance without a mail server works. Rate limits are allauth's own defaults.
ACCOUNT_ADAPTER = "jalons.foundation.accounts.sign_up.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "jalons.foundation.accounts.sign_up.adapters.SocialAccountAdapter"
MFA_ADAPTER = "jalons.foundation.accounts.sign_up.adapters.MFAAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional" if OPTIONS["MAIL_URL"] else "none"
ACCOUNT_EMAIL_NOTIFICATIONS = bool(OPTIONS["MAIL_URL"])
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if OPTIONS["HTTPS"] else "http"
# Behind a TLS proxy, rate limits count the visitor it announces, not the proxy.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if OPTIONS["HTTPS"] else 0
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Without a mail server no address is ever verified: the second factor must not wait for that.
MFA_ALLOW_UNVERIFIED_EMAIL = not OPTIONS["MAIL_URL"]
MFA_TOTP_ISSUER = "Jalons"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not OPTIONS["HTTPS"]
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": _openid_connect(OPTIONS)}}
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

LANGUAGE_CODE = OPTIONS["LANG"]
LANGUAGES = [("fr", "Français"), ("en", "English")]
TIME_ZONE = "Europe/Paris"
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = "jalons.wording.django_formats"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static" / __version__  # servers of two versions may share the folder
STORAGES: dict[str, dict[str, Any]] = {
    **file_stores(OPTIONS),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_PERMISSIONS = 0o600

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF, *_form_targets(OPTIONS)],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OPTIONS["HTTPS"]
SECURE_HSTS_SECONDS = 31_536_000 if OPTIONS["HTTPS"] else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if OPTIONS["HTTPS"] else None

MAILERS = {"default": _mailer(OPTIONS["MAIL_URL"])}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = OPTIONS["MAIL_FROM"]

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LOGGING = logs.logging_of(OPTIONS["LOG_FORMAT"])
