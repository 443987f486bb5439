"""People who look at pages and write notes, each in a thread: what they see by role, and how long they wait."""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
import urllib.parse
from collections.abc import Sequence
from typing import NamedTuple

_LONGEST_WAIT_SECONDS = 120.0
_SHARE_OF_WRITES = 0.3
_CHILD = re.compile(r'href="(/children/[0-9a-f]{32})"')
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_CASES = ("/", "/due", "/due?when=Overdue", "/children", "/children?q=12", "/children?page=7", "/placements", "/clocks")
_MONEY = ("/", "/month-end", "/month-end/2026-27", "/budget-lines", "/figures", "/overview", "/past-forecasts")
_PAGES = {
    "HEAD_OF_SEND": (*_CASES, "/overview", "/figures", "/risks", "/links", "/rules"),
    "CASE_OFFICER": _CASES,
    "PANEL_CHAIR": ("/", "/due", "/children", "/placements"),
    "FINANCE_PARTNER": _MONEY,
    "COMMISSIONING_MANAGER": ("/", "/providers", "/providers?q=school", "/placements"),
    "PLACE_PLANNER": ("/", "/providers", "/figures", "/overview"),
    "PROGRAMME_MANAGER": ("/", "/programme", "/risks", "/boards", "/decisions"),
    "RISK_OWNER": ("/", "/risks", "/boards"),
    "COMMITTEE_MEMBER": ("/", "/papers/published"),
    "AUDITOR": ("/", "/audit", "/rules", "/imports"),
    "IT": ("/", "/imports"),
}
_WHO_WRITES = frozenset({"HEAD_OF_SEND", "CASE_OFFICER"})
_WHO_SEES_CHILDREN = frozenset({"HEAD_OF_SEND", "CASE_OFFICER", "PANEL_CHAIR"})


class Answer(NamedTuple):
    """What somebody waited for."""

    path: str
    is_write: bool
    status: int
    seconds: float

    @property
    def is_right(self) -> bool:
        return self.status in ({302} if self.is_write else {200})


class People:
    """``sessions``: role and session of each; between two pages somebody thinks for ``thinking_seconds`` on average."""

    def __init__(self, port: int, sessions: Sequence[tuple[str, str]], thinking_seconds: float) -> None:
        self._port, self._sessions, self._thinking = port, sessions, thinking_seconds
        self._answers: list[Answer] = []

    def work(self, seconds: float) -> list[Answer]:
        """All of them at once, for so long."""
        until = time.monotonic() + seconds
        threads = [
            threading.Thread(target=self._one, args=(role, session, until, random.Random(number)))  # noqa: S311 - no secret
            for number, (role, session) in enumerate(self._sessions)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return self._answers

    def _one(self, role: str, session: str, until: float, chance: random.Random) -> None:
        children: list[str] = []
        time.sleep(chance.uniform(0.0, self._thinking))
        while time.monotonic() < until:
            if children and role in _WHO_WRITES and chance.random() < _SHARE_OF_WRITES:
                self._write_note(session, chance.choice(children))
            elif children and role in _WHO_SEES_CHILDREN and chance.random() < 1 / 3:
                self._ask("GET", chance.choice(children), session)
            else:
                page = self._ask("GET", chance.choice(_PAGES[role]), session)
                children = _CHILD.findall(page) or children
            time.sleep(min(chance.expovariate(1.0 / self._thinking), max(0.0, until - time.monotonic())))

    def _write_note(self, session: str, child: str) -> None:
        form = self._ask("GET", f"{child}/notes/new", session)
        token = _TOKEN.search(form)
        if token is not None:
            given = {"words": "The school was asked.", "version": "0", "csrfmiddlewaretoken": token[1]}
            self._ask("POST", f"{child}/notes/new", session, given)

    def _ask(self, method: str, path: str, session: str, given: dict[str, str] | None = None) -> str:
        """The page, and how long it took noted."""
        cookies = f"sessionid={session}; csrftoken={session}"
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_LONGEST_WAIT_SECONDS)
        began = time.perf_counter()
        try:
            connection.request(method, path, urllib.parse.urlencode(given) if given else None, headers)
            answer = connection.getresponse()
            status, page = answer.status, answer.read().decode()
        except OSError:
            status, page = 0, ""
        finally:
            connection.close()
        self._answers.append(Answer(path, given is not None, status, time.perf_counter() - began))
        return page
