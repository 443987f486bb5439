"""A council's own look, over pages and papers: its name, its colour, its logo."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from highneeds.core.errors import Refusal

LEAST_CONTRAST = 4.5
"""Of white words on the colour, and of words in the colour on white: WCAG 2.2, success criterion 1.4.3."""
LARGEST_LOGO_BYTES = 200_000
LONGEST_NAME = 60
_PNG = b"\x89PNG\r\n\x1a\n"
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_WIDEST_LOGO = 6  # times its height: a wider one would fill a narrow screen


@dataclass(frozen=True, slots=True)
class Look:
    """``name`` and ``accent`` are "" and ``logo`` None where the council said nothing; ``logo`` is a PNG."""

    name: str = ""
    accent: str = ""
    logo: bytes | None = None


PLAIN = Look()


def look_of(name: str, accent: str, logo: bytes | None) -> Look:
    """Raises Refusal, with all that is wrong, for words that do not fit, a colour that cannot be read, or no logo."""
    wrong = []
    if len(name) > LONGEST_NAME or any(not letter.isprintable() for letter in name):
        wrong.append(f"name: give up to {LONGEST_NAME} letters in one line.")
    colour = accent.lower()
    if colour and not _COLOUR.fullmatch(colour):
        wrong.append(f'accent: "{accent}" is no colour; write it as "#1f3944".')
    elif colour and contrast_with_white(colour) < LEAST_CONTRAST:
        wrong.append(
            f"accent: white words on {accent} stand out {contrast_with_white(colour):.1f} to 1, and "
            f"{LEAST_CONTRAST} is the least that can be read; choose a darker colour."
        )
    if logo is not None:
        wrong += _wrong_with_logo(logo)
    if wrong:
        raise Refusal("\n".join(wrong))
    return Look(name, colour, logo)


def contrast_with_white(colour: str) -> float:
    """Between a colour such as ``#1f3944`` and white, from 1 to 21, as WCAG 2.2 defines it."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(part: float) -> float:
    """One channel of sRGB as light."""
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004 - sRGB's own


def _wrong_with_logo(logo: bytes) -> list[str]:
    if len(logo) > LARGEST_LOGO_BYTES:
        return [f"logo: it has {len(logo):,} bytes; give a PNG of up to {LARGEST_LOGO_BYTES:,}."]
    if not logo.startswith(_PNG) or logo[12:16] != b"IHDR":
        return ["logo: it is no PNG picture; save it as one."]
    width, height = struct.unpack(">II", logo[16:24])
    if not height or not width or width > _WIDEST_LOGO * height:
        return [f"logo: it is {width} by {height}; give one that is at most {_WIDEST_LOGO} times as wide as high."]
    return []
