"""The application a WSGI server serves: ``gunicorn highneeds.web.wsgi:application``."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "highneeds.web.settings")
application = get_wsgi_application()
