"""The file with every note of an import, row by row, beside the data."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pilothouse.connectors import models
from pilothouse.connectors.contracts import RowProblem
from pilothouse.connectors.services.files import folder, part_in, settle
from pilothouse.connectors.services.noting import HEADS, Notes, note_line
from pilothouse.connectors.services.rows import find
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Gone


@contextmanager
def notes_of(actor: Actor, row: models.ImportRun) -> Iterator[Notes]:
    """Notes of an import, written anew; whoever reads them meanwhile has the ones before."""
    with part_in(folder(actor)) as part:
        with part.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerow(HEADS)
            yield Notes(stream)
        settle(part, path_of_notes(actor, row.batch))


def notes_path(*, actor: Actor, number: int) -> Path:
    """The file with every note of an import. Raises `Gone` when there is none."""
    path = path_of_notes(actor, find(actor, number).batch)
    if not path.is_file():
        raise Gone("The notes of this import are not kept any more.", cure="Check the file again.")
    return path


def problems_csv(problems: list[RowProblem]) -> str:
    """What is wrong with a file that was not started, as a table."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerows([HEADS, *map(note_line, problems)])
    return buffer.getvalue()


def path_of_notes(actor: Actor, batch: str) -> Path:
    """Where the notes of an import are, by its batch."""
    return folder(actor) / f"{Path(batch).name}.notes.csv"
