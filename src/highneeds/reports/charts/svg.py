"""A small builder of plain SVG: attributes only, no style, script or link, so that a strict content policy allows it.

Drawn by hand rather than with a chart library: the libraries tried write inline styles, lose the text alternative and
cannot place labels at line ends; these three drawings need forty lines of builder.
"""

from __future__ import annotations

from html import escape

INK = "#1d1d1b"
MID = "#5f5f5f"
RULE = "#b8b8b8"
FORECAST = "#12436d"
BAND = "#d3dce6"
ADDS = "#801650"
LOWERS = "#28a197"
PAPER = "#ffffff"
FONT = "Lato, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"


class Svg:
    """A drawing of ``width`` by ``height`` user units. ``key`` keeps ids apart when several stand in one page."""

    def __init__(self, *, key: str, width: float, height: float, title: str, description: str) -> None:
        self.key, self.width, self.height = key, width, height
        self._head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {_n(width)} {_n(height)}" '
            f'width="{_n(width)}" height="{_n(height)}" aria-labelledby="{key}-title {key}-desc" '
            f'font-family="{FONT}">'
            f'<title id="{key}-title">{escape(title)}</title><desc id="{key}-desc">{escape(description)}</desc>'
            f'<defs><pattern id="{key}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><rect width="6" height="6" fill="{PAPER}"/>'
            f'<line x1="1.5" y1="0" x2="1.5" y2="6" stroke="{LOWERS}" stroke-width="3"/></pattern></defs>'
        )
        self._body: list[str] = []

    @property
    def hatch(self) -> str:
        return f"url(#{self.key}-hatch)"

    def line(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        *,
        colour: str = INK,
        width: float = 1,
        dash: str = "",
    ) -> None:
        self._body.append(
            f'<line x1="{_n(start[0])}" y1="{_n(start[1])}" x2="{_n(end[0])}" y2="{_n(end[1])}" stroke="{colour}" '
            f'stroke-width="{_n(width)}"{_dash(dash)}/>'
        )

    def rect(
        self, corner: tuple[float, float], size: tuple[float, float], *, fill: str, outline: str = "", width: float = 1
    ) -> None:
        stroke = f' stroke="{outline}" stroke-width="{_n(width)}"' if outline else ""
        self._body.append(
            f'<rect x="{_n(corner[0])}" y="{_n(corner[1])}" width="{_n(size[0])}" height="{_n(size[1])}" '
            f'fill="{fill}"{stroke}/>'
        )

    def path(
        self, points: list[tuple[float, float]], *, colour: str = INK, width: float = 2, dash: str = "", fill: str = ""
    ) -> None:
        """A line through ``points``; with ``fill`` a closed area and no line."""
        steps = "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points)
        if fill:
            self._body.append(f'<path d="{steps}Z" fill="{fill}"/>')
            return
        self._body.append(
            f'<path d="{steps}" fill="none" stroke="{colour}" stroke-width="{_n(width)}" '
            f'stroke-linejoin="round"{_dash(dash)}/>'
        )

    def dot(self, centre: tuple[float, float], radius: float, *, fill: str, outline: str = "") -> None:
        stroke = f' stroke="{outline}" stroke-width="1.5"' if outline else ""
        self._body.append(f'<circle cx="{_n(centre[0])}" cy="{_n(centre[1])}" r="{_n(radius)}" fill="{fill}"{stroke}/>')

    def text(
        self,
        at: tuple[float, float],
        words: str,
        *,
        size: float = 14,
        anchor: str = "start",
        colour: str = INK,
        is_bold: bool = False,
    ) -> None:
        weight = ' font-weight="bold"' if is_bold else ""
        self._body.append(
            f'<text x="{_n(at[0])}" y="{_n(at[1])}" font-size="{_n(size)}" text-anchor="{anchor}" '
            f'fill="{colour}"{weight}>'
            f"{escape(words, quote=False)}</text>"
        )

    def markup(self) -> str:
        return self._head + "".join(self._body) + "</svg>"


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _dash(dash: str) -> str:
    return f' stroke-dasharray="{dash}"' if dash else ""
