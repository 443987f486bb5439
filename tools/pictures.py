"""Take pictures of every page at 1280 and 320 pixels, and of the paper, to be looked at: ``make pictures``.

Serves what stands in ``HIGHNEEDS_HOME`` (run a month first) and writes to ``var/pictures``; ``--readme`` copies what
the README shows into ``docs/pictures`` as well. Fails, when all is taken, where a page answered with an error.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from picture_walks import ANSWERS, PAGES, PASSWORD, WALKS, WITH_A_CODE, Choose, Click, Others, Step, Upload, Wait, Walk
from playwright.sync_api import FilePayload, Page, sync_playwright
from playwright.sync_api import TimeoutError as NothingThere
from small_png import write_small

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = "/usr/bin/chromium"
WIDTHS = (1280, 320)
README = {"overview-1280": 1930, "overview-320": 1500, "home-1280": 1130, "scenario-applied-1280": 1420}
"""Pictures that the README shows, and how many pixels of their height."""
STEP_MILLISECONDS, WAIT_MILLISECONDS = 60_000, 180_000
CHROMIUM_OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-lcd-text")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "var/pictures")
    parser.add_argument("--readme", action="store_true", help="also write docs/pictures")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with served() as link, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_OPTIONS))
        page = browser.new_page(viewport={"width": WIDTHS[0], "height": 900})
        page.set_default_timeout(STEP_MILLISECONDS)
        wrong = take_all(page, link, options.out)
        if options.readme:
            for name, height in README.items():
                write_small(page, options.out / f"{name}.png", ROOT / f"docs/pictures/{name}.png", height=height)
        browser.close()
    take_paper(options.out)
    if wrong:
        sys.exit("\n".join(wrong))


@contextmanager
def served() -> Iterator[str]:
    """A server of our own on a free port; gives its one-time sign-in link."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code = (
        "from highneeds.operations.serving import compile_engine_apart, new_sign_in_link, serve\n"
        "compile_engine_apart()\n"
        f"print(new_sign_in_link(port={port}, username='administrator'), flush=True)\n"
        f"serve(port={port})"
    )
    server = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own code
    try:
        link = (server.stdout.readline() if server.stdout else "").strip()
        while not is_listening(port):
            if server.poll() is not None:
                sys.exit("Nothing is served: what the server said stands above.")
            time.sleep(0.1)
        yield link
    finally:
        server.terminate()
        server.wait()


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def take_paper(out: Path) -> None:
    """Every page of the paper that the month wrote, when poppler is there to draw it."""
    paper = Path(os.environ.get("HIGHNEEDS_HOME") or "var") / "demo/paper.pdf"
    pdftoppm = shutil.which("pdftoppm")
    if pdftoppm and paper.exists():
        subprocess.run([pdftoppm, "-png", "-r", "80", str(paper), str(out / "paper")], check=True)  # noqa: S603 - our own file


def take_all(page: Page, link: str, out: Path) -> list[str]:
    """Every page and state; what was not answered as it should be."""
    parts = urlsplit(link)
    base = f"{parts.scheme}://{parts.netloc}"
    page.goto(f"{base}/sign-in")
    take(page, out, "sign-in")
    page.locator("main form button").first.click()
    take(page, out, "sign-in-refused")
    take_code(page, base, out)
    page.goto(link)
    take(page, out, "sign-in-once")
    page.get_by_role("button", name="Sign in").click()
    wrong = [visit(page, out, name, base + path) for name, path in PAGES.items()]
    wrong += [follow(page, out, walk, base) for walk in WALKS]
    return [one for one in wrong if one]


def take_code(page: Page, base: str, out: Path) -> None:
    """What is asked after the password of an account that has a second factor."""
    others("set up a second factor")
    page.goto(f"{base}/sign-in")
    page.locator("#id_username").fill(WITH_A_CODE)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.locator("#id_code").wait_for(timeout=WAIT_MILLISECONDS)
    take(page, out, "sign-in-code")
    page.locator("#id_code").fill("000000")
    page.locator("main form button").first.click()
    page.locator(".what-is-wrong").wait_for(timeout=WAIT_MILLISECONDS)
    take(page, out, "sign-in-code-refused")


def others(do: str) -> None:
    """In a process of their own: this one's browser and the database's driver do not share a thread."""
    subprocess.run([sys.executable, str(ROOT / "tools/other_people.py"), do], check=True)  # noqa: S603 - our own code


def visit(page: Page, out: Path, name: str, address: str) -> str:
    """Take one page; what is wrong with its answer, or nothing."""
    answer = page.goto(address)
    take(page, out, name)
    status = 0 if answer is None else answer.status
    return "" if status in ANSWERS.get(name, (200,)) else f"{name}: {address} answered {status}"


def follow(page: Page, out: Path, walk: Walk, base: str) -> str:
    """Take the page at the end of a walk; which step cannot be taken, or nothing."""
    page.goto(base + walk.start)
    for step in walk.steps:
        try:
            take_step(page, step)
        except NothingThere:
            take(page, out, walk.name)
            return f"{walk.name}: from {walk.start}, {step} cannot be done"
    take(page, out, walk.name)
    return ""


def take_step(page: Page, step: Step) -> None:
    """Click, or fill and choose, or let others act; raises NothingThere where there is nothing of that kind."""
    if isinstance(step, Others):
        others(step.do)
        page.reload()
        return
    where = page.locator(step.where).first
    if isinstance(step, Click):
        where.click(timeout=STEP_MILLISECONDS)
        page.wait_for_load_state()
    elif isinstance(step, Choose):
        where.select_option(step.value, timeout=STEP_MILLISECONDS)
    elif isinstance(step, Upload):
        where.set_input_files(files_to_upload(step), timeout=STEP_MILLISECONDS)
    elif isinstance(step, Wait):
        where.wait_for(timeout=WAIT_MILLISECONDS)
    else:
        where.fill(step.value, timeout=STEP_MILLISECONDS)


def files_to_upload(step: Upload) -> list[FilePayload]:
    """From the files that the month was made from."""
    found = sorted((Path(os.environ.get("HIGHNEEDS_HOME") or "var") / "demo/files").glob(step.files))
    contents = [path.read_text(encoding="utf-8-sig") for path in found]
    for old, new in step.changed:
        contents = [content.replace(old, new) for content in contents]
    return [
        {"name": path.name, "mimeType": "text/csv", "buffer": content.encode()}
        for path, content in zip(found, contents, strict=True)
    ]


def take(page: Page, out: Path, name: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=out / f"{name}-{width}.png", full_page=True)


if __name__ == "__main__":
    main()
