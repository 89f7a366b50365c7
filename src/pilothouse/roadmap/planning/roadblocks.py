"""Roadblocks and slips as the engine finds them, in the words of the room that keeps them."""

from __future__ import annotations

from datetime import datetime

from pilothouse.kit.actor import Actor
from pilothouse.risk.contracts import FoundReason, FoundRisk, FoundSlip, FoundSlips
from pilothouse.roadmap.queries.roadblocks import facts_of_plan, slip_history

_EVERY = 30  # days between the moments that are looked back on
_REASONS = 3
_LEAST = 0.005  # points of chance that are worth a word


def roadblocks(*, actor: Actor, now: datetime) -> tuple[FoundRisk, ...]:
    """What may delay the plan, from what is known now."""
    from pilothouse.engine.risk.detect.roadblocks import find

    return tuple(
        FoundRisk(
            row.kind, row.about, row.event, row.evidence, row.category, row.owner, row.touches, row.delay
        )
        for row in find(facts_of_plan(actor=actor, now=now))
    )


def slips(*, actor: Actor, now: datetime) -> tuple[FoundSlips, ...]:
    """Which slips the workspace's own history lets predict, and which open items hold half of them."""
    from pilothouse.engine.errors import InvalidProblem
    from pilothouse.engine.risk.detect.looking_back import look_back
    from pilothouse.engine.risk.detect.slips import learn, to_look_at
    from pilothouse.engine.risk.detect.tracker import questions

    today = now.date().toordinal() + 1
    asked, _ = questions(slip_history(actor=actor), today=today)
    found = []
    for question in asked:
        if not question.cases:
            continue
        seen = sorted({case.seen_on for case in question.cases})
        origins = seen if question.name == "stall" else range(seen[0], seen[-1] + 1, _EVERY)
        model = learn(question.signals, question.cases, on=today)
        if not model.known:
            continue
        latest = {case.id: case for case in question.cases if case.came is None}
        try:
            score = look_back(question.signals, question.cases, list(origins)).model
        except InvalidProblem:  # too little had ended before
            score = None
        chances = model.explained(list(latest.values())) if score is not None and score.beats else ()
        found.append(
            FoundSlips(
                name=question.name,
                text=question.text,
                known=model.known,
                base=round(model.base, 4),
                open=len(latest),
                skill=None if score is None else round(score.skill, 4),
                low=None if score is None else round(score.interval[0], 4),
                high=None if score is None else round(score.interval[1], 4),
                items=tuple(
                    FoundSlip(
                        row.id,
                        round(row.chance, 4),
                        tuple(
                            FoundReason(part.signal, round(part.points, 4))
                            for part in row.parts[:_REASONS]
                            if abs(part.points) >= _LEAST
                        ),
                    )
                    for row in to_look_at(chances)
                ),
            )
        )
    return tuple(found)
