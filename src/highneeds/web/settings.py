"""Django settings of the pages: the store's, and what pages need on top.

Behind a proxy that speaks HTTPS set ``HIGHNEEDS_HTTPS=yes`` and ``HIGHNEEDS_HOSTS`` to the names people type, separated
by commas: cookies then travel over HTTPS only, and browsers are told to stay with it.
"""

from __future__ import annotations

import os

import highneeds.operations  # noqa: F401 - names the folder of compiled kernels before the store's models load the engine
from highneeds.store.home import home
from highneeds.store.settings import *  # noqa: F403 - settings extend the store's by Django's own convention
from highneeds.store.settings import INSTALLED_APPS as STORE_APPS

_IS_HTTPS = os.environ.get("HIGHNEEDS_HTTPS") == "yes"
_HOSTS = [name.strip() for name in os.environ.get("HIGHNEEDS_HOSTS", "").split(",") if name.strip()]
_MINUTE, _YEAR = 60, 365 * 24 * 60 * 60

INSTALLED_APPS = [*STORE_APPS, "django.contrib.sessions", "django.contrib.staticfiles", "highneeds.web"]
MIDDLEWARE = [
    "highneeds.web.middleware.SafeHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "highneeds.web.middleware.WholeDayLimit",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "highneeds.web.middleware.NamedRights",
    "django.middleware.csrf.CsrfViewMiddleware",  # after who it is: a stranger's upload is not even read
]
ROOT_URLCONF = "highneeds.web.urls"
WSGI_APPLICATION = "highneeds.web.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "highneeds.web.context.about_this_page",
            ],
        },
    }
]

ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *_HOSTS]
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in _HOSTS] if _IS_HTTPS else []
CSRF_FAILURE_VIEW = "highneeds.web.views.trouble.form_out_of_date"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = _IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # Strict would sign people out who follow a link from a letter or a chat
SESSION_COOKIE_AGE = 30 * _MINUTE  # idle: each request begins it anew
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = False
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = False  # the proxy's work
SECURE_HSTS_SECONDS = _YEAR if _IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _IS_HTTPS else None

SECOND_FACTOR_REQUIRED = os.environ.get("HIGHNEEDS_SECOND_FACTOR") == "required"  # of everyone, before any data
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CACHES = {  # counts failed sign-ins for all workers of this machine
    "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(home() / "cache/web")}
}

STATIC_URL = "/static/"
STATIC_ROOT = str(home() / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # an import keeps its files by itself
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_HANDLERS = ["highneeds.web.uploads.CappedFileUploads"]
FILE_UPLOAD_TEMP_DIR = str(home())  # closed to other users, which the system's own is not
WHITENOISE_AUTOREFRESH = False
WHITENOISE_USE_FINDERS = False

LOGGING = {  # addresses asked for are not logged: one of them may hold a one-time sign-in
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING"},
        "django.request": {"level": "CRITICAL"},
        "django.security.csrf": {"level": "CRITICAL"},
        "highneeds.web": {"handlers": ["stderr"], "level": "INFO"},
    },
}
