"""Take pictures of every page at 1280 and 320 pixels, to be looked at.

Run ``highneeds serve`` first, then ``python tools/pictures.py LINK`` with the one-time sign-in link it prints. The
pictures go to ``var/pictures``; ``--readme`` writes the overview's two into ``docs/pictures`` as well.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = "/usr/bin/chromium"
WIDTHS = (1280, 320)
CHROMIUM_OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
PAGES = {
    "overview": "/",
    "figures": "/figures",
    "figure": "/figures/forecast_outturn",
    "papers": "/papers",
    "imports": "/imports",
    "password": "/password",
    "accessibility": "/accessibility",
    "not-found": "/no-such-page",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("link", help="the one-time sign-in link that 'highneeds serve' prints")
    parser.add_argument("--out", type=Path, default=ROOT / "var/pictures")
    parser.add_argument("--readme", action="store_true", help="also write docs/pictures/overview-*.png")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_OPTIONS))
        page = browser.new_page(viewport={"width": WIDTHS[0], "height": 900})
        take_all(page, options.link, options.out)
        browser.close()
    if options.readme:
        for width in WIDTHS:
            shutil.copy(options.out / f"overview-{width}.png", ROOT / f"docs/pictures/overview-{width}.png")


def take_all(page: Page, link: str, out: Path) -> None:
    parts = urlsplit(link)
    base = f"{parts.scheme}://{parts.netloc}"
    page.goto(f"{base}/sign-in")
    take(page, out, "sign-in")
    page.goto(link)
    take(page, out, "sign-in-once")
    page.get_by_role("button", name="Sign in").click()
    for name, path in PAGES.items():
        page.goto(base + path)
        take(page, out, name)
    page.goto(f"{base}/imports")
    follow(page, out, "tbody th a", "import")
    follow(page, out, "tbody td a", "faults")


def follow(page: Page, out: Path, selector: str, name: str) -> None:
    """Take the page behind the first such link, when there is one."""
    links = page.locator(selector)
    if links.count():
        page.goto(links.first.evaluate("link => link.href"))
        take(page, out, name)


def take(page: Page, out: Path, name: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=out / f"{name}-{width}.png", full_page=True)


if __name__ == "__main__":
    main()
