"""What 12 people show before anyone is asked, and what a test of eight showed."""

from __future__ import annotations

from pilothouse.engine.research.estimates import LEVEL, net_promoter, proportion, typical_time
from pilothouse.engine.research.sample import what_it_shows
from pilothouse.engine.research.usability import Attempt, judge_sus, judge_task
from tools.docs.algorithms.drawing import Picture, Scale, percent, row

_SECONDS = (64.0, 95.0, 71.0, 58.0, 82.0, 77.0, 69.0)
_ATTEMPTS = (*(Attempt("completed", each) for each in _SECONDS), Attempt("helped", 205.0))
_SUS = ((4, 2, 4, 1, 4, 2, 4, 2, 4, 2), (3,) * 10, (5, 1) * 5, (4, 2) * 5)
_SIZES = range(1, 31)


def draw() -> str:
    picture = Picture(
        "What so many people show",
        "The chance that a problem is seen by at least one of so many people, for problems that one in ten, "
        "one in four and one in two meet; twelve people see the second with "
        f"{percent(what_it_shows(12).seen[1].chance)}.",
        230,
    )
    across, up = Scale(0, 30, 60, 620), Scale(0, 1, 200, 20)
    for share in (0.25, 0.5, 0.75, 1.0):
        picture.line((60, up.at(share)), (620, up.at(share)), colour="mute", dashed=True)
        picture.text(22, up.at(share) + 4, f"{percent(share)}", colour="mute", small=True)
    for place in range(3):
        points = [(across.at(size), up.at(what_it_shows(size).seen[place].chance)) for size in _SIZES]
        picture.path(points, colour="rose" if place == 1 else "blue")
        met = what_it_shows(1).seen[place].met_by
        picture.text(
            628, points[-1][1] + 4 + 14 * (2 - place), f"met by {percent(met)}", colour="mute", small=True
        )
    picture.across(across, 202, [(size, str(size)) for size in (1, 5, 10, 12, 20, 30)])
    return picture.svg()


def worked() -> list[str]:
    shows, found = what_it_shows(12), judge_task(_ATTEMPTS)
    sus, promoters = judge_sus(_SUS), net_promoter([10] * 15 + [8] * 10 + [5] * 5)
    few = proportion(3, 5)
    assert found.completed
    assert found.time
    assert sus
    assert promoters
    assert few
    assert typical_time(_SECONDS) == found.time
    return [
        *(row(f"met by {percent(each.met_by)}", f"{percent(each.chance)}") for each in shows.seen),
        f"A share has a {percent(LEVEL)} interval as wide as {percent(shows.low)} to {percent(shows.high)}.",
        (
            f"Completed without help: {percent(found.completed.value, 1)}, "
            f"{percent(found.completed.low, 1)} to {percent(found.completed.high, 1)}, "
            f"n = {found.completed.n}."
        ),
        (
            f"Typical time: {found.time.value:.1f} s, {found.time.low:.1f} to {found.time.high:.1f} s, "
            f"n = {found.time.n}."
        ),
        f"System Usability Scale: {sus.value:.1f}, {sus.low:.1f} to {sus.high:.1f}, n = {sus.n}.",
        (
            f"Promoters less detractors: {percent(promoters.value, 1)}, {percent(promoters.low, 1)} to "
            f"{percent(promoters.high, 1)}, n = {promoters.n}."
        ),
        f"Three of five: {percent(few.low, 1)} to {percent(few.high, 1)}, too few to say.",
    ]
