"""Vendor GOV.UK Frontend: its components, without the brand that only services on GOV.UK may carry.

Elsewhere the design system may be used "with the exception of branding (including logos and fonts)" (guidance "Use
GOV.UK domains and the GOV.UK Design System"). So the typeface, the royal arms, the icons and the GOV.UK header are
taken out here, by rule, and nothing else is changed.
Run: ``python tools/vendor_govuk.py`` (needs npm); commit what it writes.
"""

from __future__ import annotations

import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

VERSION = "6.6.0"
TARGET = Path(__file__).resolve().parents[1] / "src/highneeds/web/static/vendor" / f"govuk-frontend-{VERSION}"
SYSTEM_FONTS = '-apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,Inter,"Helvetica Neue",Arial,sans-serif'
_DIST = "package/dist/govuk/govuk-frontend.min"
_SOURCE_MAP = re.compile(r"(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*)\s*$")
_BRANDED = re.compile(r"govuk-(footer__copyright-logo|footer__crown|header|generic-header|logo|footer__licence-logo)")

LICENCE = """GOV.UK Frontend {version} (govuk-frontend.min.css, govuk-frontend.min.js)
Without the typeface, arms, icons, header and logo rules, which may be used on GOV.UK only.
How they were taken out: tools/vendor_govuk.py

The MIT License (MIT)

Copyright (c) 2017 Crown Copyright (Government Digital Service)

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without
limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the
Software, and to permit persons to whom the Software is furnished to do so, subject to the following
conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions
of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED
TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL
THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF
CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER
DEALINGS IN THE SOFTWARE.
"""


def without_brand(css: str) -> str:
    """Drop the typeface and every rule for the GOV.UK header, logo and arms; keep all other rules in their order."""
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = re.sub(r'"?GDS Transport"?,arial,sans-serif', SYSTEM_FONTS, css)
    return _SOURCE_MAP.sub("", _kept_rules(css)).strip() + "\n"


def _kept_rules(css: str) -> str:
    """Walk the rules, into media and support blocks too, and leave out branded selectors and blocks left empty."""
    kept, position = [], 0
    while (opening := css.find("{", position)) != -1:
        closing = _closing(css, opening)
        head, body = css[position:opening], css[opening + 1 : closing]
        position = closing + 1
        if head.startswith(("@media", "@supports", "@-moz-document")):
            body = _kept_rules(body)
        elif not head.startswith("@"):
            head = ",".join(part for part in _selectors(head) if not _BRANDED.search(part))
        if head and body:
            kept.append(f"{head}{{{body}}}")
    return "".join(kept) + css[position:]


def _selectors(head: str) -> list[str]:
    """Split at the commas that stand outside brackets."""
    return re.split(r",(?![^(\[]*[)\]])", head)


def _closing(css: str, opening: int) -> int:
    depth = 0
    for match in re.finditer(r"[{}]", css[opening:]):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return opening + match.start()
    message = f"the rule that opens at character {opening} never closes"
    raise ValueError(message)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", f"govuk-frontend@{VERSION}"]
        subprocess.run(command, cwd=folder, check=True)  # noqa: S603 - a fixed command; npm is found on the PATH
        with tarfile.open(Path(folder) / f"govuk-frontend-{VERSION}.tgz") as package:
            package.extractall(folder, filter="data")
        css = Path(folder, f"{_DIST}.css").read_text(encoding="utf-8")
        script = Path(folder, f"{_DIST}.js").read_text(encoding="utf-8")
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / "govuk-frontend.min.css").write_text(without_brand(css), encoding="utf-8")
    (TARGET / "govuk-frontend.min.js").write_text(_SOURCE_MAP.sub("", script).strip() + "\n", encoding="utf-8")
    (TARGET / "LICENSE.txt").write_text(LICENCE.format(version=VERSION), encoding="utf-8")


if __name__ == "__main__":
    main()
