"""A council's own name, colour and logo, said in one place, on pages and papers."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from tests.reports.sample_month import sample_month

from highneeds.core.errors import Refusal
from highneeds.operations.checked import Verdict
from highneeds.operations.look import look_checked, look_in_use, look_or_refuse
from highneeds.operations.paper_pages import paper_file
from highneeds.reports.look import LARGEST_LOGO_BYTES, PLAIN, contrast_with_white, look_of
from highneeds.store.home import home


def png(width: int = 40, height: int = 20) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x20\x80\x60" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def say(text: str, logo: bytes | None = None) -> None:
    (home() / "look.toml").write_text(text, encoding="utf-8")
    if logo is not None:
        (home() / "logo.png").write_bytes(logo)


WHOLE = 'name = "Ashmere County Council"\naccent = "#5B2333"\nlogo = "logo.png"\n'


@pytest.mark.usefixtures("own_home")
def test_pages_carry_the_council_s_name_colour_and_logo_before_anybody_signs_in(client: Client) -> None:
    assert "/look" not in client.get("/sign-in").content.decode()
    say(WHOLE, png())
    page = client.get("/sign-in").content.decode()
    assert "Ashmere County Council" in page
    assert '<img class="logo" src="/look/logo.png" alt="">' in page
    assert '<link rel="stylesheet" href="/look.css">' in page
    assert client.get("/look.css").content == b":root { --bar: #5b2333; }\n"
    logo = client.get("/look/logo.png")
    assert (logo.content, logo.headers["Content-Type"]) == (png(), "image/png")


@pytest.mark.usefixtures("own_home")
def test_a_paper_carries_the_logo_and_the_colour_and_is_written_anew_for_another_look() -> None:
    record = sample_month()
    plain = paper_file(record, "pdf").read_bytes()
    say(WHOLE, png())
    ours = paper_file(record, "pdf")
    reader = PdfReader(ours)
    assert len(reader.pages[0].images) == 1
    assert b"0.356" in reader.pages[0].get_contents().get_data()  # type: ignore[union-attr] # 0x5b of 255, the red of it
    assert not PdfReader(paper_file_of_plain(plain)).pages[0].images
    (home() / "look.toml").unlink()
    assert paper_file(record, "pdf").read_bytes() == plain


def paper_file_of_plain(content: bytes) -> Path:
    path = home() / "plain.pdf"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("text", "logo", "names"),
    [
        ('accent = "#ffdd00"', None, "darker colour"),
        ('accent = "red"', None, "no colour"),
        ('accent = "#12436d; } body { display: none"', None, "no colour"),
        ('logo = "../secret.key"', None, "without folders"),
        ('logo = "none.png"', None, "cannot be read"),
        ('logo = "logo.png"', b"<svg onload='alert(1)'/>", "no PNG"),
        ('logo = "logo.png"', png(700, 20), "as wide as high"),
        ('logo = "logo.png"', png() + b"x" * LARGEST_LOGO_BYTES, "bytes"),
        (f'name = "{"x" * 61}"', None, "up to 60 letters"),
        ("font = 'Comic'", None, "nothing else"),
        ("name = 7", None, "nothing else"),
        ("name = ", None, "cannot be read"),
    ],
)
@pytest.mark.usefixtures("own_home")
def test_a_look_that_cannot_be_used_is_told_and_pages_go_on_in_the_plain_one(
    text: str, logo: bytes | None, names: str
) -> None:
    say(text, logo)
    with pytest.raises(Refusal, match=names):
        look_or_refuse()
    (found,) = look_checked()
    assert (found.verdict, names in found.said) == (Verdict.MEND, True)
    assert look_in_use() == PLAIN


def test_contrast_is_that_of_wcag() -> None:
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#ffffff") == pytest.approx(1)
    assert contrast_with_white("#767676") == pytest.approx(4.54, abs=0.01)  # the lightest grey that passes
    assert contrast_with_white("#777777") < 4.5


@given(st.integers(0, 0xFFFFFF))
def test_a_colour_is_taken_exactly_when_it_can_be_read_on_white(number: int) -> None:
    colour = f"#{number:06x}"
    if contrast_with_white(colour) >= 4.5:
        assert look_of("", colour, None).accent == colour
    else:
        with pytest.raises(Refusal, match="darker"):
            look_of("", colour, None)
