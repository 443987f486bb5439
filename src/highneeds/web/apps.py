"""The Django application of the pages: templates, static files and tags; it has no models."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "highneeds.web"
    label = "web"
