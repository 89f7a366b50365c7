"""Weekly counts of a theme that doubles, and the score that says so."""

from __future__ import annotations

from pilothouse.engine.text.trend import LIMIT, false_alarms, trend, weekly
from tools.docs.algorithms.drawing import Picture, Scale, row

_COUNTS = (
    *(9, 6, 8, 11, 7, 5, 9, 8, 10, 6, 7, 9, 8, 12, 6, 8, 7, 9, 10, 5, 8, 9, 7, 6, 11, 8),
    *(9, 7, 8, 10, 6, 9, 8, 7, 9, 11, 8, 6, 9, 8),
    *(15, 17, 14, 18),
)
_VOLUME = (100.0,) * len(_COUNTS)


def draw() -> str:
    found = trend(_COUNTS, _VOLUME)
    expected, _, smoothed = weekly(_COUNTS, _VOLUME)
    picture = Picture(
        "A theme that doubles",
        f"Forty weeks of about eight records, then fifteen or more: the score passes {LIMIT} in week "
        f"{found.alarms[0] + 1}; the change began in week {(found.since or 0) + 1}.",
        260,
    )
    across, counts, score = Scale(0, len(_COUNTS), 60, 710), Scale(0, 20, 120, 20), Scale(-2, 5, 230, 140)
    wide = across.at(1) - across.at(0)
    for week, count in enumerate(_COUNTS):
        picture.bar(across.at(week) + 1, counts.at(count), wide - 2, 120 - counts.at(count))
    picture.path(
        [(across.at(week + 0.5), counts.at(expected[week])) for week in range(6, len(_COUNTS))], colour="rose"
    )
    picture.path([(across.at(week + 0.5), score.at(smoothed[week])) for week in range(26, len(_COUNTS))])
    picture.line((60, score.at(LIMIT)), (710, score.at(LIMIT)), colour="rose", dashed=True)
    picture.text(60, 14, "records a week, and what was expected", colour="mute", small=True)
    picture.text(60, score.at(LIMIT) - 4, f"smoothed score, limit {LIMIT}", colour="mute", small=True)
    picture.across(across, 232, [(week, str(week)) for week in (0, 10, 20, 30, 40)])
    return picture.svg()


def worked() -> list[str]:
    found = trend(_COUNTS, _VOLUME)
    expected, scores, smoothed = weekly(_COUNTS, _VOLUME)
    return [
        *(
            row(
                str(week + 1),
                _COUNTS[week],
                f"{expected[week]:.2f}",
                f"{scores[week]:.2f}",
                f"{smoothed[week]:.2f}",
            )
            for week in range(40, 44)
        ),
        f"Verdict: {found.verdict}, since week {(found.since or 0) + 1}.",
        f"First alarm in week {found.alarms[0] + 1}.",
        f"Of 40 themes, {false_alarms(40, 1):.2f} rise falsely a week.",
    ]
