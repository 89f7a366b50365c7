"""Calm pictures as SVG: text stays text, colours are those of the screens and follow the reader's theme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

Point = tuple[float, float]
WIDTH = 760
# Light and dark, from web/styles/tokens.css.
_COLOURS = {
    "ink": ("#131924", "#e6e9ef"),
    "mute": ("#5a6475", "#98a2b3"),
    "line": ("#cfd4dd", "#3a4250"),
    "panel": ("#ffffff", "#141920"),
    "sunken": ("#f2f4f7", "#0d1117"),
    "blue": ("#2563eb", "#6b9bff"),
    "violet": ("#7c3aed", "#b190ff"),
    "teal": ("#0f766e", "#45bfb2"),
    "amber": ("#a16207", "#dba73d"),
    "rose": ("#be185d", "#f17aa9"),
}
_FONT = "text{font:13px Inter,system-ui,-apple-system,'Segoe UI',sans-serif}.small{font-size:12px}"


@dataclass(frozen=True)
class Scale:
    """Values from `low` to `high` on pixels from `start` to `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


@dataclass
class Picture:
    """`title` and `told` are what a screen reader says. Coordinates are pixels from the upper left."""

    title: str
    told: str
    height: float
    parts: list[str] = field(default_factory=list)

    def text(
        self, x: float, y: float, words: str, *, colour: str = "ink", at: str = "start", small: bool = False
    ) -> None:
        """`at`: the start, the middle or the end of the words lies at x."""
        anchor = at if at != "start" else None
        named = f"{colour} small" if small else colour
        self._add("text", named, {"x": x, "y": y, "text-anchor": anchor}, words)

    def line(
        self, one: Point, other: Point, *, colour: str = "line", dashed: bool = False, width: float = 1
    ) -> None:
        dash = "4 3" if dashed else None
        thick = None if width == 1 else width
        ends = {"x1": one[0], "y1": one[1], "x2": other[0], "y2": other[1]}
        self._add("line", f"{colour}-s", {**ends, "stroke-dasharray": dash, "stroke-width": thick})

    def bar(
        self, x: float, y: float, width: float, height: float, *, colour: str = "blue", faint: float = 1
    ) -> None:
        """A rectangle; `faint` is its opacity."""
        size = {"x": x, "y": y, "width": max(width, 0.5), "height": height, "rx": 3}
        self._add("rect", colour, {**size, "fill-opacity": None if faint == 1 else f"{faint:g}"})

    def box(
        self, x: float, y: float, width: float, height: float, words: Sequence[str], *, colour: str = "line"
    ) -> None:
        """A frame with lines of text in its middle, the first in ink."""
        self._add("rect", f"sunken {colour}-s", {"x": x, "y": y, "width": width, "height": height, "rx": 6})
        top = y + height / 2 - 8.5 * (len(words) - 1) + 4.5
        for place, row in enumerate(words):
            ink = "mute" if place else "ink"
            self.text(x + width / 2, top + 17 * place, row, colour=ink, at="middle", small=place > 0)

    def path(
        self, points: Iterable[Point], *, colour: str = "blue", dashed: bool = False, width: float = 2
    ) -> None:
        dash = "5 4" if dashed else None
        drawn: dict[str, str | float | None] = {
            "fill": "none",
            "points": _points(points),
            "stroke-width": width,
            "stroke-dasharray": dash,
        }
        self._add("polyline", f"{colour}-s", drawn)

    def area(
        self, upper: Sequence[Point], lower: Sequence[Point], *, colour: str = "blue", faint: float = 0.18
    ) -> None:
        """What lies between two lines, both from left to right."""
        drawn = {"points": _points([*upper, *reversed(lower)]), "fill-opacity": f"{faint:g}"}
        self._add("polygon", colour, drawn)

    def dot(self, x: float, y: float, *, colour: str = "blue", radius: float = 3) -> None:
        self._add("circle", colour, {"cx": x, "cy": y, "r": radius})

    def arrow(self, one: Point, other: Point, *, colour: str = "mute") -> None:
        """A straight line with a head at `other`."""
        across, down = other[0] - one[0], other[1] - one[1]
        length = (across**2 + down**2) ** 0.5
        across, down = across / length, down / length
        back = (other[0] - 8 * across, other[1] - 8 * down)
        wings = [(back[0] - side * down, back[1] + side * across) for side in (4, -4)]
        self.line(one, back, colour=colour)
        self._add("polygon", colour, {"points": _points([other, *wings])})

    def across(
        self, scale: Scale, y: float, ticks: Iterable[tuple[float, str]], *, up_to: float | None = None
    ) -> None:
        """An axis at `y` with words below it; dashed lines go up to `up_to`."""
        self.line((scale.start, y), (scale.end, y))
        for value, words in ticks:
            if up_to is not None:
                self.line((scale.at(value), up_to), (scale.at(value), y), dashed=True)
            self.text(scale.at(value), y + 17, words, colour="mute", at="middle", small=True)

    def svg(self) -> str:
        """The whole file; a panel of its own behind it keeps it readable on any page."""
        title, told = escape(self.title), escape(self.told)
        style = f"{_FONT}{_colours(0)}@media (prefers-color-scheme:dark){{{_colours(1)}}}"
        size = f"0 0 {WIDTH} {_number(self.height)}"
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}" role="img">'
        panel = Picture("", "", 0)
        inside = {"x": 0.5, "y": 0.5, "width": WIDTH - 1, "height": self.height - 1, "rx": 8}
        panel._add("rect", "panel line-s", inside)
        rows = [head, f"<title>{title}</title>", f"<desc>{told}</desc>", f"<style>{style}</style>"]
        return "\n".join([*rows, *panel.parts, *self.parts, "</svg>", ""])

    def _add(
        self, tag: str, named: str, attributes: Mapping[str, str | float | None], words: str = ""
    ) -> None:
        told = "".join(
            f' {name}="{value if isinstance(value, str) else _number(value)}"'
            for name, value in attributes.items()
            if value is not None
        )
        end = f">{escape(words)}</{tag}>" if words else "/>"
        self.parts.append(f'<{tag} class="{named}"{told}{end}')


def row(*cells: str | float) -> str:
    """A row of a Markdown table."""
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def percent(share: float, digits: int = 0) -> str:
    """A share as pages write it: 84.9 %."""
    return f"{100 * share:.{digits}f} %"


def signed(value: float, digits: int) -> str:
    """A number with a true minus sign."""
    return f"{value:.{digits}f}".replace("-", "−")


def _colours(theme: int) -> str:
    rows = ((name, pair[theme]) for name, pair in _COLOURS.items())
    return "".join(f".{name}{{fill:{value}}}.{name}-s{{stroke:{value}}}" for name, value in rows)


def _points(points: Iterable[Point]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".") if abs(value) >= 0.05 else "0"
