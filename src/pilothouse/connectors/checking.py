"""A dry run: the whole file is read and judged, and nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import chain, islice
from pathlib import Path

from pilothouse.connectors import registry
from pilothouse.connectors.contracts import Columns, Preview, Problem, Report
from pilothouse.connectors.converting import Converter
from pilothouse.connectors.fields import guesses
from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.reading import Row, opened
from pilothouse.roadmap.contracts import ImportedItem

Told = Callable[[int], None]

_SHOWN = 200
_PREVIEW = 20
_SAMPLE = 50
_ACTIVE = timedelta(weeks=26)


@dataclass
class Learnt:
    """What a first pass over a file leaves behind for the second."""

    report: Report
    keys: dict[str, str] = field(default_factory=dict)
    last_seen: dict[str, date] = field(default_factory=dict)
    newest: date | None = None

    def leaves_on(self, person: str) -> date | None:
        """When somebody stopped being named, if that was more than half a year before the newest date."""
        seen = self.last_seen.get(person)
        if self.newest is None or seen is None or seen >= self.newest - _ACTIVE:
            return None
        return seen


def choose_columns(
    path: Path, *, file_name: str, source: str, columns: Columns | None = None, encoding: str = ""
) -> tuple[list[str], Columns]:
    """Header of a file and what its columns mean: `columns`, or the connector's guess."""
    with opened(path, encoding, file_name) as (header, _):
        if columns is None:
            columns = registry.connector(source).guess(header)
        unknown = [name for name in columns.fields if name not in header]
        columns = replace(
            columns, encoding=encoding, fields={n: f for n, f in columns.fields.items() if n in header}
        )
        for wanted, label in (("external_id", "key"), ("title", "title")):
            if wanted not in columns.fields.values():
                raise Invalid(
                    f"No column holds the {label} of an item.",
                    where=f"{file_name}, line 1",
                    cure=f"Name one in the mapping; the columns are: {', '.join(header[:20])}."
                    + (f" The mapping names {unknown[0]}, which is not there." if unknown else ""),
                    code="no_key_column",
                )
        return header, columns


def learn(
    path: Path,
    *,
    file_name: str,
    source: str,
    columns: Columns | None = None,
    encoding: str = "",
    known: dict[str, int] | None = None,
    told: Told = lambda rows: None,
) -> Learnt:
    """Read a whole file, row by row, and say what it holds and what is wrong with it.

    Raises `Invalid` for what no row can be read from: wrong encoding, no key column, a damaged archive.
    """
    header, columns = choose_columns(
        path, file_name=file_name, source=source, columns=columns, encoding=encoding
    )
    keys = _inner_numbers(path, file_name, header, columns, source)
    counts: Counter[str] = Counter()
    problems: list[Problem] = []
    warnings: list[Problem] = []
    preview: list[Preview] = []
    samples: dict[str, list[str]] = {}
    versions: set[str] = set()
    sprints: set[object] = set()
    seen: dict[str, int] = {}
    last_seen: dict[str, date] = {}
    newest: date | None = None
    rows = bad = 0
    converter = Converter(header, columns, source, keys)
    with opened(path, encoding, file_name) as (_, stream):
        first = list(islice(stream, _SAMPLE))
        _sample(header, first, samples)
        for row in chain(first, stream):
            rows += 1
            item, faults = converter.convert(row)
            if item is not None and item.external_id in seen:
                faults = [
                    Problem(
                        row.number,
                        "",
                        f"The key {item.external_id} stands in row {seen[item.external_id]} too.",
                        "Keep one.",
                    )
                ]
                item = None
            if item is None:
                bad += 1
                problems += faults[: max(0, _SHOWN - len(problems))]
                continue
            seen[item.external_id] = row.number
            _count(item, counts, versions, sprints)
            counts["updated" if known and item.external_id in known else "created"] += 1
            moment = item.resolved_at or item.source_updated_at or item.opened_at
            if moment is not None:
                newest = max(newest or moment.date(), moment.date())
                if item.assignee:
                    last_seen[item.assignee] = max(last_seen.get(item.assignee, moment.date()), moment.date())
            elif item.assignee:
                last_seen.setdefault(item.assignee, date.max)
            if len(preview) < _PREVIEW:
                preview.append(_preview(item))
            if rows % 2000 == 0:
                told(rows)
    counts |= {"versions": len(versions), "sprints": len(sprints), "people": len(last_seen)}
    if not rows:
        raise Invalid("The file has a header and no rows.", where=file_name, cure="Export it again.")
    report = Report(
        file=file_name,
        source=source,
        columns=columns,
        guesses=guesses(header, columns, samples),
        rows=rows,
        counts=dict(counts),
        problems=tuple(problems),
        problem_count=bad,
        warnings=tuple(warnings),
        preview=tuple(preview),
    )
    return Learnt(report, keys, last_seen, newest)


def items(path: Path, learnt: Learnt, *, skip_broken: bool) -> Iterator[ImportedItem]:
    """The items of a checked file, streamed.

    Raises `Invalid` at the first broken row unless those are skipped.
    """
    columns, source = learnt.report.columns, learnt.report.source
    seen: set[str] = set()
    with opened(path, columns.encoding, learnt.report.file) as (header, stream):
        converter = Converter(header, columns, source, learnt.keys)
        for row in stream:
            item, faults = converter.convert(row)
            if item is None or item.external_id in seen:
                if not skip_broken and faults:
                    raise Invalid(faults[0].text, where=f"row {faults[0].row}", cure=faults[0].cure)
                continue
            seen.add(item.external_id)
            yield item


def _inner_numbers(
    path: Path, file_name: str, header: list[str], columns: Columns, source: str
) -> dict[str, str]:
    """The tracker's numbers to keys, needed when parents are named by number."""
    if "internal_id" not in columns.fields.values():
        return {}
    converter = Converter(header, columns, source)
    found: dict[str, str] = {}
    with opened(path, columns.encoding, file_name) as (_, stream):
        for row in stream:
            if len(row.cells) == len(header):
                number, key = converter.inner(row)
                if number and key:
                    found[number] = key
    return found


def _sample(header: list[str], rows: list[Row], samples: dict[str, list[str]]) -> None:
    for row in rows:
        for name, cell in zip(header, row.cells, strict=False):
            text = cell.strip()
            if text and len(samples.setdefault(name, [])) < 3 and text[:60] not in samples[name]:
                samples[name].append(text[:60])


def _count(item: ImportedItem, counts: Counter[str], versions: set[str], sprints: set[object]) -> None:
    counts["items"] += 1
    counts[f"status {item.status}"] += 1
    counts["links"] += len(item.links)
    counts["sprint memberships"] += len(item.sprints)
    counts["fix versions"] += len(item.fix_versions)
    counts["affected versions"] += len(item.affects_versions)
    counts["comment dates"] += len(item.comment_dates)
    counts["created dates"] += item.opened_at is not None
    counts["resolved dates"] += item.resolved_at is not None
    counts["updated dates"] += item.source_updated_at is not None
    counts["parents"] += bool(item.parent_external_id)
    counts["estimates"] += item.likely is not None
    versions.update(version.name for version in (*item.fix_versions, *item.affects_versions))
    sprints.update((sprint.name, sprint.start) for sprint in item.sprints)


def _preview(item: ImportedItem) -> Preview:
    estimate = "" if item.likely is None else f"{item.low:g} / {item.likely:g} / {item.high:g}"
    return Preview(
        item.row,
        item.external_id,
        item.title,
        item.level,
        item.kind,
        item.status,
        item.parent_external_id,
        estimate,
        item.assignee,
    )
