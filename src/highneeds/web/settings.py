"""Django settings of the pages: the store's, and what pages need on top."""

from highneeds.store.settings import *  # noqa: F403 - settings extend the store's by Django's own convention
