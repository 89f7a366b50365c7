"""Non-functional subjects that a blueprint leaves out: what the rules NFR share."""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.rule import Hit

_LEAST_WORDS = 400
_LEAST_REQUIREMENTS = 3


def gap(
    document: Document, stems: tuple[str, ...], arises: tuple[str, ...], subject: str, ask: str
) -> Iterator[Hit]:
    """A hit at the first heading of a blueprint in which the subject arises and is not spoken of."""
    if not document.headings() or document.speaks_of(*stems) or not document.speaks_of(*arises):
        return
    requirements = sum(row.role in ("requirement", "story") for row in document.sentences)
    if requirements < _LEAST_REQUIREMENTS or document.masked.count(" ") < _LEAST_WORDS:
        return
    first = document.blocks[0]
    yield Hit(first.start, first.end, f"Nothing is said about {subject}: {ask}.")
