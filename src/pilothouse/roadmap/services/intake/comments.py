"""Comments that a tracker has of imported items, handed to where all comments are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pilothouse.accounts import contracts as talk
from pilothouse.accounts import services as accounts
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import ImportedItem
from pilothouse.roadmap.services.intake.course import Course
from pilothouse.roadmap.services.rows import ref

Pairs = Sequence[tuple[ImportedItem, models.Item]]


def comments(course: Course, rows: Pairs) -> None:
    """Store the comments of a chunk. They are known again by date, author and place among those."""
    if any(item.comments for item, _ in rows):
        accounts.import_comments(
            actor=course.actor, now=course.now, batch=course.batch, rows=_comments(course, rows)
        )


def _comments(course: Course, rows: Pairs) -> Iterator[talk.ImportedComment]:
    for item, row in rows:
        seen: Counter[str] = Counter()
        for each in item.comments:
            at = each.at or item.opened_at or course.now
            known = f"{at:%Y%m%d%H%M%S} {each.author}"[:80]
            seen[known] += 1
            yield talk.ImportedComment(
                subject=str(ref(row)),
                author_name=each.author,
                written_at=at,
                body=each.body,
                source=item.source,
                external_id=f"{known} {seen[known]}",
            )
