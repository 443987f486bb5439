"""GOV.UK Frontend is here without the brand that only services on GOV.UK may carry."""

from __future__ import annotations

import re
from pathlib import Path

from tools.vendor_govuk import TARGET, VERSION, without_brand

FILES = {"LICENSE.txt", "govuk-frontend.min.css", "govuk-frontend.min.js"}


def test_only_the_style_the_script_and_the_licence_are_kept() -> None:
    assert {path.name for path in TARGET.iterdir()} == FILES
    assert f'"{VERSION}"' in (TARGET / "govuk-frontend.min.css").read_text(encoding="utf-8")


def test_nothing_of_the_brand_remains() -> None:
    for name in ("govuk-frontend.min.css", "govuk-frontend.min.js"):
        text = (TARGET / name).read_text(encoding="utf-8").lower()
        for word in ("gds transport", "@font-face", "crest", "crown", "govuk-header", "url(/", "sourcemappingurl"):
            assert word not in text


def test_the_stylesheet_is_whole() -> None:
    css = (TARGET / "govuk-frontend.min.css").read_text(encoding="utf-8")
    assert css.count("{") == css.count("}") > 1_500
    for component in ("govuk-button", "govuk-error-summary", "govuk-skip-link", "govuk-visually-hidden"):
        assert component in css


def test_stripping_takes_branded_rules_and_leaves_their_neighbours() -> None:
    css = (
        '@charset "UTF-8";a{b:c}@font-face{font-family:GDS Transport}.govuk-header,.x{d:e}'
        "@media print{.govuk-header{f:g}}"
        ".y{font-family:GDS Transport,arial,sans-serif}@supports (a:b){.govuk-footer__crown{h:i}.z{j:k}}"
    )
    stripped = without_brand(css)
    assert stripped.startswith('@charset "UTF-8";a{b:c}.x{d:e}.y{font-family:')
    assert stripped.rstrip().endswith("@supports (a:b){.z{j:k}}")


def test_our_own_pages_load_nothing_from_elsewhere() -> None:
    web = Path(TARGET).parents[2]
    for path in [*web.rglob("*.html"), *web.rglob("static/web/*")]:
        assert not re.search(r"(src|href)=[\"']https?:|url\(https?:|@import", path.read_text(encoding="utf-8")), path
