"""Two skills, five items: how much earlier the work ends with one more person of each."""

from __future__ import annotations

from functools import cache

from pilothouse.engine.forecast.futures.shadow import ShadowPrice, ShadowPrices, shadow_prices
from pilothouse.engine.schedule.effort import Effort
from pilothouse.engine.schedule.problem import Item, Need, Person, Problem
from tools.docs.algorithms.drawing import Picture, Scale, row

_PROBLEM = Problem(
    items=(
        *(Item(f"back {n}", effort=Effort(8, 10, 12), needs=(Need("back"),)) for n in range(1, 5)),
        Item("front", effort=Effort(8, 10, 12), needs=(Need("front"),)),
    ),
    people=(Person("ada", "Ada", {"back": 3.0}), Person("bob", "Bob", {"front": 3.0})),
)


@cache
def _prices(from_day: float) -> ShadowPrices:
    return shadow_prices(_PROBLEM, from_day=from_day, seed=7)


def _cases() -> list[tuple[str, ShadowPrice]]:
    found = []
    for day, words in ((0.0, "now"), (20.0, "from day 20 on")):
        rows = sorted(_prices(day).prices, key=lambda price: price.skill or "")
        found += [(f"one more for {price.skill}, {words}", price) for price in rows]
    return found


def draw() -> str:
    before = _prices(0.0).before
    picture = Picture(
        "Impact of adding one person",
        "One more person for the skill that everything waits for halves the time; one for the other skill "
        "changes nothing.",
        218,
    )
    days = Scale(0, 60, 270, 720)
    picture.across(days, 172, [(day, str(day)) for day in (0, 10, 20, 30, 40, 50, 60)], up_to=20)
    legend = "85 % date in working days, and how much earlier it comes"
    picture.text(720, 206, legend, colour="mute", at="end", small=True)
    shown = [(words, price) for words, price in _cases() if price.skill == "back" or price.from_day == 0]
    rows = [("as planned", 0.0), *((words, price.gain_p85) for words, price in shown)]
    for place, (words, gain) in enumerate(rows):
        y = 26 + 35 * place
        picture.text(256, y + 14, words, at="end")
        picture.bar(days.at(0), y, days.at(before.p85 - gain) - days.at(0), 20)
        if gain > 0.05:
            picture.bar(days.at(before.p85 - gain), y, days.at(gain) - days.at(0), 20, faint=0.25)
            picture.text(days.at(before.p85) + 6, y + 14, f"−{gain:.1f}", colour="mute")
    return picture.svg()


def worked() -> list[str]:
    before = _prices(0.0).before
    lines = [f"As planned: p50 {before.p50:.1f}, p85 {before.p85:.1f}."]
    for words, price in _cases():
        left = (before.p50 - price.gain_p50, before.p85 - price.gain_p85, price.gain_p85)
        lines.append(row(words, f"{price.load:.0f}", *(f"{days:.1f}" for days in left)))
    return lines
