"""What the pictures of the exposure page draw, in their own units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import NamedTuple

from pilothouse.risk.contracts import DateEffect, ExposedDate, JointChance, LossCurve, RiskExposure

WIDTH, HEIGHT = 480, 280  # of a plot
LEFT, RIGHT, TOP, BOTTOM = 76, 468, 12, 236  # of what is plotted
BAR = 100  # units of a bar from nothing to the most
_TORNADO = 10  # risks
_LEAST = 0.005  # days that are worth a bar
_ROW = 24
_DATE = 96  # units that a date takes beneath an axis, and half as much again at the edge
_NAMES = 64  # units that the keys of a tornado take


class Bar(NamedTuple):
    """A bar in units of `BAR`: its `length`, and the ends of its 95 % interval."""

    length: float
    low: float
    high: float
    gains: bool


def bar(value: float, error: float, most: float) -> Bar:
    """Of a value with its margin, where `most` is as long as a bar gets."""
    scale = BAR / most if most > 0 else 0.0
    size = abs(value)
    return Bar(
        round(min(size * scale, BAR), 1),
        round(max(0.0, size - error) * scale, 1),
        round(min((size + error) * scale, BAR), 1),
        value < 0,
    )


class Tick(NamedTuple):
    """Where a mark of an axis stands, and what it says."""

    at: float
    text: str

    @property
    def anchor(self) -> str:
        """Which end of its text stands there: near the edge of a plot it would be cut."""
        return "end" if self.at > RIGHT - 24 else "middle"


class TornadoBar(NamedTuple):
    """A risk in a tornado: its row, and from where to where the 85 % date moves without it; `text` says by
    how much, beside the head that says what."""

    key: str
    event: str
    y: float
    x: float
    width: float
    low: float
    high: float
    gains: bool
    text: str

    @property
    def centre(self) -> float:
        """Where its interval is drawn."""
        return self.y + 9


@dataclass(frozen=True, slots=True)
class Tornado:
    """The risks that move the 85 % date most: to the left what the date gains without a threat, to the right
    what it loses without an opportunity."""

    height: float
    middle: float
    bars: tuple[TornadoBar, ...]
    ticks: tuple[Tick, ...]
    width: int = WIDTH
    foot: float = 0.0


def tornado(risks: Sequence[RiskExposure], ref: str) -> Tornado | None:
    """None where nothing moves the date."""
    effects = [(row, row.on(ref)) for row in risks]
    moving = [pair for pair in effects if pair[1].size >= _LEAST]
    shown = sorted(moving, key=lambda pair: -pair[1].size)[:_TORNADO]
    if not shown:
        return None
    before = max((_reach(effect) for _, effect in shown if effect.p85 > 0), default=0.0)
    after = max((_reach(effect) for _, effect in shown if effect.p85 < 0), default=0.0)
    scale = (RIGHT - _NAMES) / (before + after)
    middle = _NAMES + before * scale
    bars = tuple(
        _tornado_bar(row, effect, middle, scale, TOP + place * _ROW)
        for place, (row, effect) in enumerate(shown)
    )
    foot = TOP + len(shown) * _ROW
    step = nice(before + after)
    ticks = [
        Tick(round(middle + number * step * scale, 1), _signed(number * step))
        for number in range(-int(before / step), int(after / step) + 1)
    ]
    return Tornado(foot + 40, round(middle, 1), bars, tuple(ticks), foot=foot)


def _reach(effect: DateEffect) -> float:
    return abs(effect.p85) + effect.p85_margin


def _tornado_bar(row: RiskExposure, effect: DateEffect, middle: float, scale: float, y: float) -> TornadoBar:
    end = middle - effect.p85 * scale
    margin = effect.p85_margin * scale
    later = " later" if effect.p85 < 0 else ""
    return TornadoBar(
        key=row.key,
        event=row.event,
        y=y,
        x=round(min(middle, end), 1),
        width=round(abs(end - middle), 1),
        low=round(end - margin, 1),
        high=round(end + margin, 1),
        gains=effect.p85 < 0,
        text=f"{abs(effect.p85):.1f}{later} ± {effect.p85_margin:.1f}",
    )


def _signed(days: float) -> str:
    return "0" if not days else f"{days:+g}".replace("-", "−")


@dataclass(frozen=True, slots=True)
class CurvePlot:
    """A loss-exceedance curve: its line, and the marks of both axes."""

    line: str
    across: tuple[Tick, ...]
    down: tuple[Tick, ...]


def curve_plot(curve: LossCurve, unit: float = 1.0) -> CurvePlot | None:
    """Losses divided by `unit`; None where nothing is ever lost."""
    losses = [loss / unit for loss in curve.losses]
    low, most = min(0.0, *losses), max(losses)
    if most - low <= 0:
        return None
    points = " ".join(
        f"{_across(loss, low, most)},{_down(chance)}"
        for loss, chance in zip(losses, curve.chances, strict=True)
    )
    start = f"{_across(low, low, most)},{_down(1.0 if low < 0 else max(curve.chances))}"
    return CurvePlot(f"{start} {points}", marks(low, most), _shares())


def marks(low: float, most: float) -> tuple[Tick, ...]:
    """About five round numbers from one end of an axis to the other."""
    step = nice(most - low)
    first = floor(low / step + 0.999999)
    values = [number * step for number in range(first, int(most / step + 1e-9) + 1)]
    return tuple(Tick(_across(value, low, most), _short(value)) for value in values)


def nice(span: float) -> float:
    """A round step of which about four or five fill a span."""
    rough = span / 5
    power = 10.0 ** floor(log10(rough))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= rough)


def _shares() -> tuple[Tick, ...]:
    return tuple(Tick(_down(share / 100), f"{share}") for share in (0, 25, 50, 75, 100))


@dataclass(frozen=True, slots=True)
class CloudPlot:
    """Simulations by when they end and what they cost, with the 85 % date and the 85 % cost."""

    points: tuple[tuple[float, float, bool], ...]
    at: float
    level: float
    across: tuple[Tick, ...]
    down: tuple[Tick, ...]
    both: float
    line: tuple[float, float, float, float] = (LEFT, RIGHT, TOP, BOTTOM)


def cloud_plot(joint: JointChance, unit: float, when: Sequence[str]) -> CloudPlot:
    """`unit` is what one unit of money is on its axis; `when` are the dates of the levels, as they are
    shown."""
    ends = [end for end, _ in joint.cloud] + list(joint.ends)
    costs = [cost / unit for _, cost in joint.cloud] + [cost / unit for cost in joint.money]
    first, last, least, most = min(ends), max(ends), min(costs), max(costs)
    last, most = max(last, first + 1e-6), max(most, least + 1e-6)
    place = joint.levels.index(0.85)
    at, level = joint.ends[place], joint.money[place] / unit
    return CloudPlot(
        points=tuple(
            (_across(end, first, last), _up(cost / unit, least, most), end <= at and cost / unit <= level)
            for end, cost in joint.cloud
        ),
        at=_across(at, first, last),
        level=_up(level, least, most),
        across=_apart(
            Tick(_across(joint.ends[number], first, last), when[number])
            for share in (0.5, 0.05, 0.95)
            for number in (joint.levels.index(share),)
        ),
        down=tuple(Tick(_up(value, least, most), _short(value)) for value in _round_between(least, most)),
        both=joint.chances[place][place],
    )


def _apart(ticks: Iterable[Tick]) -> tuple[Tick, ...]:
    """Those whose texts do not run into one that comes before."""
    kept: list[Tick] = []
    for tick in ticks:
        if all(abs(tick.at - other.at) >= _DATE for other in kept):
            kept.append(tick)
    return tuple(sorted(kept))


def _round_between(least: float, most: float) -> list[float]:
    step = nice(most - least)
    first = floor(least / step + 0.999999)
    return [number * step for number in range(first, int(most / step + 1e-9) + 1)]


def _across(value: float, low: float, most: float) -> float:
    return round(LEFT + (value - low) / (most - low) * (RIGHT - LEFT), 1)


def _up(value: float, low: float, most: float) -> float:
    return round(BOTTOM - (value - low) / (most - low) * (BOTTOM - TOP), 1)


def _down(share: float) -> float:
    return round(BOTTOM - share * (BOTTOM - TOP), 1)


def losses_at(curve: LossCurve, chances: Sequence[float]) -> list[tuple[float, float]]:
    """For each of `chances`, the loss that is exceeded by so many of the simulations at most."""
    found = []
    for wanted in chances:
        fits = [loss for loss, chance in zip(curve.losses, curve.chances, strict=True) if chance <= wanted]
        found.append((wanted, min(fits, default=max(curve.losses))))
    return found


def longest(risks: Sequence[RiskExposure], date: ExposedDate) -> tuple[float, float]:
    """What the longest bars are of: days and money."""
    days = max((abs(row.on(date.ref).days) + row.on(date.ref).margin for row in risks), default=0.0)
    money = max((abs(row.money or 0.0) for row in risks), default=0.0)
    return days, money


def _short(value: float) -> str:
    """A number beside an axis: "−40", "250,000", "1.5 M"."""
    text = f"{value / 1e6:,g} M" if abs(value) >= 1e6 else f"{value:,g}"
    return text.replace("-", "−")
