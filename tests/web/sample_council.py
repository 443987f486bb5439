"""All samples that are written by way of frames, in one process: ``python -m tests.web.sample_council``."""

from __future__ import annotations

from tests.web.sample_cases import sample_cases
from tests.web.sample_closing import sample_closing
from tests.web.sample_events import sample_events, sample_reviews

from highneeds.store.setup import open_store

if __name__ == "__main__":
    open_store()
    sample_closing()
    sample_events()
    sample_reviews()
    sample_cases(at_the_school=True)
