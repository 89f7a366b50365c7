"""A goal that cannot be measured cannot be missed, and so cannot be met.

Instead of: *Goal: customers love the import.*
Write: *Goal: 80 % of new customers import a backlog on their first day (now 35 %).*

Looks at the points under a heading "Goals" or "Objectives", not those under "Non-goals"; reported where none
of them gives a number. Source: Doerr 2018; ISO/IEC/IEEE 29148:2018, 5.2.5 (verifiable).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.rule import Hit, Rule

_GOALS = re.compile(
    r"^(?:\d[\d.]*\s*)?(?:business |product |key )?(?:goals?|objectives?|success (?:criteria|metrics?))\b",
    re.I,
)
_CHANGE = re.compile(
    r"\b(?:improv|increas|reduc|decreas|grow|rais|lower|fast|quick|better|easier|cheaper|more|less|"
    r"fewer|lov|happ|"
    r"satisf|adopt|retention|retain|revenue|engage|convert|conversion|churn)\w*",
    re.I,
)
_READ = 200  # blocks of a section that are looked at
_NOT = re.compile(r"\bnon[- ]?goals?\b|\bout of scope\b", re.I)


def _check(document: Document) -> Iterator[Hit]:
    for place, block in enumerate(document.blocks):
        if block.kind != "heading" or not _GOALS.match(block.under[-1]) or _NOT.search(block.under[-1]):
            continue
        points = []
        for row in islice(document.blocks, place + 1, place + 1 + _READ):
            if row.kind == "heading" and row.level <= block.level:
                break
            if row.kind != "heading" and not any(_NOT.search(title) for title in row.under):
                points.append(row)
        told = [document.masked[row.start : row.end] for row in points]
        if any(_CHANGE.search(row) for row in told) and not any(re.search(r"\d", row) for row in told):
            yield Hit(
                block.start,
                block.end,
                f"No number under '{block.under[-1]}': say how much, from where, by when.",
            )


RULE = Rule(
    code="GOL001",
    name="goal-without-metric",
    family="goal",
    scope="document",
    summary="Goals without a number",
    check=_check,
)
