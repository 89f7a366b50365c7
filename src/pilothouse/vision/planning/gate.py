"""What keeps a blueprint from being finalised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pilothouse.risk.contracts import Uncertainty
from pilothouse.vision.contracts import DesignReview, Finding, Gate

_PLAN = "plan"  # the path of a finding that is about no text
_WAITS = "Its text is long and is being reviewed. Look again in a moment."


def gate_of(
    findings: Sequence[Finding],
    uncertainties: Sequence[Uncertainty],
    reviews: Sequence[DesignReview],
    statements: int,
    *,
    waits: bool = False,
) -> Gate:
    """What keeps a blueprint from being finalised: open uncertainties that block, errors in its text,
    errors in the plan, design reviews with open questions or unsettled findings, a text that states
    nothing, and one that `waits` for its review."""
    blocking = [row for row in uncertainties if row.blocking and row.is_open]
    errors = [row for row in findings if row.severity == "error"]
    flaws, obstacles = (
        [row for row in errors if row.path != _PLAN],
        [row for row in errors if row.path == _PLAN],
    )
    reasons = [_WAITS] if waits else []
    reasons += [f"Open question: {row.question}" for row in blocking]
    reasons += [f"In the text, {row.code}: {row.message}" for row in flaws]
    reasons += [f"In the plan, {row.code}: {row.message}" for row in obstacles]
    reasons += _of_reviews(reviews)
    if not statements:
        reasons.append("The text states no goal, requirement or story.")
    counts = [
        (int(waits), "review that is not done yet", "reviews that are not done yet"),
        (len(blocking), "blocking uncertainty", "blocking uncertainties"),
        (len(flaws), "flaw in the text", "flaws in the text"),
        (len(obstacles), "obstacle in the plan", "obstacles in the plan"),
        (sum(row.blocking for row in reviews), "review finding", "review findings"),
        (sum(row.closed_at is None for row in reviews), "open review", "open reviews"),
        (int(not statements), "empty text", "empty texts"),
    ]
    parts = [f"{many} {one if many == 1 else more}" for many, one, more in counts if many]
    if not parts:
        return Gate((), "Nothing blocks: it can be finalised")
    return Gate(tuple(reasons), f"{', '.join(parts)}: cannot be finalised")


def _of_reviews(reviews: Sequence[DesignReview]) -> Iterator[str]:
    for row in reviews:
        for check in row.checks:
            if check.blocks:
                yield f"Design review '{row.title}': {check.note}"
    for row in reviews:
        if row.closed_at is None:
            yield f"Design review '{row.title}' is not closed."
