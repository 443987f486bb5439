"""Configures Django when imported: a module that uses the models imports this one first, whoever starts the process."""

from __future__ import annotations

import os

import django
from django.apps import apps

SETTINGS = "highneeds.web.settings"  # the same tables and accounts for pages and commands

os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
if not apps.ready:
    django.setup()
