"""A file that comes over the page or REST: received, looked at, kept, and noted as an import."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from pilothouse.connectors.contracts import Columns, ImportRun, Report
from pilothouse.connectors.services.files import Received, received_file
from pilothouse.connectors.services.reports import check_file, columns_of
from pilothouse.connectors.services.running import register_import
from pilothouse.connectors.services.sizes import is_large
from pilothouse.kit.actor import Actor

Into = Callable[[Path, Columns], tuple[int | None, str]]


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file, what its columns mean, and where its rows go: a product, or one of the key `new_key` that is
    still to be made. A large file has no `report` yet: a job checks it.
    """

    file: Received
    name: str
    columns: Columns
    product_id: int | None
    new_key: str
    report: Report | None


@contextmanager
def arrived(
    *, actor: Actor, stream: IO[bytes], name: str, into: Into, wanted: Mapping[str, Any], needed: bool = True
) -> Iterator[Arrived]:
    """A file that was sent, while it is decided whether to `keep` it. `wanted` is what `columns_of` takes;
    `into` says where the rows go. Raises what `columns_of` and `check_file` do.
    """
    with received_file(actor=actor, stream=stream, name=name) as file:
        about: dict[str, Any] = {"actor": actor, "path": file.path, "file_name": name, "needed": needed}
        columns = columns_of(**about, **wanted)
        product_id, new_key = into(file.path, columns)
        about |= {"columns": columns, "encoding": wanted.get("encoding", ""), "product_id": product_id}
        report = None if is_large(file.path) else check_file(**about)
        yield Arrived(file, name, columns, product_id, new_key, report)


def note_import(*, actor: Actor, now: datetime, found: Arrived, product_id: int | None = None) -> ImportRun:
    """Note a file that was kept as an import, into `product_id` where that was made meanwhile."""
    return register_import(
        actor=actor,
        now=now,
        digest=found.file.digest,
        size=found.file.size,
        file_name=found.name,
        report=found.report,
        columns=found.columns,
        product_id=product_id or found.product_id,
        new_key="" if product_id else found.new_key,
    )
