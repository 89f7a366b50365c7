"""A spreadsheet that the demo imported: comments of a review, and one date that no one can read."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta

from pilothouse.connectors import services
from pilothouse.kit.actor import Actor
from pilothouse.roadmap import queries as roadmap

_NAME = "review-notes.csv"
_SAID = (
    ("Mara Lind", "Agreed in the review: ship it behind a switch first."),
    ("Jonas Weber", "The numbers of the pilot are in; see the last meeting."),
    ("Mara Lind", "Ask support before the date is announced."),
)


def bring_notes(actor: Actor, now: datetime, *, product_id: int) -> None:
    """Import the spreadsheet: its items are here already, so that it adds comments alone."""
    narrow = roadmap.ItemFilter(product=product_id, status="open")
    rows = roadmap.items_page(actor=actor, narrow=narrow, size=len(_SAID)).rows
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("Key", "Title", "Due date", "Comment", "Page of the minutes"))
    for place, (row, (author, said)) in enumerate(zip(rows, _SAID, strict=False)):
        at = now - timedelta(days=3, hours=place)
        due = "after summer" if place == 1 else row.deadline or ""
        writer.writerow((row.key, row.title, due, f"{at:%Y-%m-%d %H:%M};{author};{said}", place + 4))
    stream = io.BytesIO(text.getvalue().encode())
    digest, size = services.keep_file(actor=actor, stream=stream, name=_NAME)
    path = services.kept_path(actor=actor, digest=digest)
    source = services.source_of(actor=actor, path=path, file_name=_NAME, noun_name="items")
    fields = source.columns.fields | {"Page of the minutes": "ignore"}
    report = services.check_file(
        actor=actor,
        path=path,
        file_name=_NAME,
        noun_name="items",
        decided_by=services.Decided(fields=fields),
        product_id=product_id,
    )
    run = services.register_import(
        actor=actor,
        now=now,
        digest=digest,
        size=size,
        file_name=_NAME,
        report=report,
        product_id=product_id,
    )
    services.begin_import(actor=actor, number=run.number, product_id=product_id, job_id=None)
    services.perform_import(actor=actor, now=now, number=run.number)
