"""`pilothouse import`: the report on a file, then its rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import typer

from pilothouse.accounts.queries import all_workspaces, shell_actor
from pilothouse.connectors import queries, services
from pilothouse.connectors.contracts import Columns, ImportRun, Report
from pilothouse.connectors.tables.finding import noun
from pilothouse.kit import clock
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid
from pilothouse.kit.shell import print_json
from pilothouse.kit.tables.deciding import chosen
from pilothouse.kit.tables.durations import Week
from pilothouse.kit.tables.nouns import TableNoun, Taken
from pilothouse.kit.text import plural
from pilothouse.vision import queries as vision
from pilothouse.vision import services as vision_services

_NOTES_SHOWN = 20
_PREVIEW_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command was asked for; empty where the file decides."""

    file: Path
    source: str
    noun: str
    dry_run: bool
    product: str
    mapping: str
    save_mapping: str
    skip_broken: bool
    encoding: str
    read: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[str, ...]
    people: tuple[str, ...]
    hours_a_day: float
    days_a_week: float
    workspace: str | None
    as_json: bool


def bring(wanted: Wanted) -> None:
    """Check the file and, unless it is a dry run, bring it in. Raises `Invalid` for broken rows."""
    actor = None if _needs_no_workspace(wanted) else shell_actor(wanted.workspace)
    report = _check(actor, wanted)
    if wanted.save_mapping and actor is not None:
        services.save_mapping(actor=actor, now=clock.now(), name=wanted.save_mapping, columns=report.mapping)
    if report.problem_count and not wanted.skip_broken:
        if not wanted.as_json:
            _print_report(report)
        raise services.broken(report)
    if actor is not None and not wanted.dry_run:
        _print_readings(report, questions_only=True)
        _perform(actor, wanted, report)
    elif wanted.as_json:
        print_json(asdict(report))
    else:
        _print_report(report)


def _needs_no_workspace(wanted: Wanted) -> bool:
    """A file can be looked at before anything is set up."""
    return wanted.dry_run and not wanted.save_mapping and not wanted.mapping and not all_workspaces()


def _check(actor: Actor | None, wanted: Wanted) -> Report:
    from_file = wanted.mapping.endswith(".json")
    return services.check_file(
        actor=actor,
        path=wanted.file,
        file_name=wanted.file.name,
        source=wanted.source,
        noun_name=wanted.noun,
        mapping="" if from_file else wanted.mapping,
        columns=_mapping_in(wanted) if from_file else None,
        encoding=wanted.encoding,
        readings=chosen(wanted.read),
        decided_by=_decided(wanted),
        product_id=_known_product(actor, wanted.product),
        week=Week(wanted.hours_a_day, wanted.days_a_week),
    )


def _decided(wanted: Wanted) -> services.Decided:
    """What `--map`, `--values` and `--people` say."""
    values: dict[str, dict[str, str]] = {}
    for left, meaning in _pairs(wanted.values, "--values"):
        name, _, word = left.partition(":")
        values.setdefault(name, {})[word] = meaning
    return services.Decided(
        dict(_pairs(wanted.columns, "--map")), values, dict(_pairs(wanted.people, "--people"))
    )


def _pairs(told: tuple[str, ...], option: str) -> Iterator[tuple[str, str]]:
    for text in told:
        left, sign, right = text.rpartition("=")
        if not sign or not left.strip():
            raise Invalid(f"'{text[:60]}' names nothing.", where=option, cure="Write it as NAME=MEANING.")
        yield left.strip(), right.strip()


def _known_product(actor: Actor | None, key: str) -> int | None:
    """The product that rows are compared with before anything is written; None when it is still to make."""
    if actor is None:
        return None
    found = {each.key: each.id for each in vision.products(actor=actor)}
    return found.get(key.upper()) if key or len(found) != 1 else next(iter(found.values()))


def _mapping_in(wanted: Wanted) -> Columns:
    """The mapping in a JSON file; connector and noun are those of the command where it names none."""
    told = {"connector": wanted.source or "csv", "noun": wanted.noun or "items"}
    try:
        return Columns(**told | json.loads(Path(wanted.mapping).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise Invalid(
            f"The mapping cannot be read: {error}.",
            where=wanted.mapping,
            cure='Write {"fields": {"Header": "title", …}}.',
        ) from None


def _perform(actor: Actor, wanted: Wanted, report: Report) -> None:
    now, kind = clock.now(), noun(report.noun)
    chosen = _product(actor, wanted.product, report) if kind.in_product else None
    digest, size = services.copy_file(actor=actor, path=wanted.file)
    run = services.register_import(
        actor=actor,
        now=now,
        digest=digest,
        size=size,
        file_name=wanted.file.name,
        report=report,
        product_id=chosen,
    )
    services.begin_import(actor=actor, number=run.number, product_id=chosen, job_id=None)
    taken = services.perform_import(actor=actor, now=now, number=run.number, skip_broken=wanted.skip_broken)
    run = queries.import_run(actor=actor, number=run.number)
    if wanted.as_json:
        print_json(asdict(run))
    else:
        _print_taken(run, kind, taken)


def _product(actor: Actor, key: str, report: Report) -> int:
    """The product named, or the only one; the first product takes its key from the keys of the items."""
    found = vision.products(actor=actor)
    if not key and len(found) == 1:
        return found[0].id
    if not key and found:
        names = ", ".join(each.key for each in found)
        raise Invalid("No product was named.", where="--product", cure=f"Name its key; there are: {names}.")
    if not key:
        first = re.sub(r"[^A-Z0-9]", "", report.preview[0].key.rpartition("-")[0].upper())[:10]
        key = first if len(first) > 1 and first[0].isalpha() else "APP"
    return vision_services.ensure_product(actor=actor, now=clock.now(), key=key, name=key.upper()).id


def _print_taken(run: ImportRun, kind: TableNoun, taken: Taken) -> None:
    typer.echo(
        f"Import {run.number}: {kind.counted(taken.created)} made, {taken.updated:,} changed, "
        f"{taken.unchanged:,} as they were."
    )
    for name, many in taken.counts.items():
        if many:
            typer.echo(f"  {kind.arrived.get(name, name):20} {many:9,}")
    if (many := sum(each.many for each in run.kinds)) > _NOTES_SHOWN:
        typer.echo(f"{many:,} notes of {plural(len(run.kinds), 'kind')}; all are on the import's page.")
        for each in run.kinds[:_NOTES_SHOWN]:
            place = f"row {each.first.row}, {each.first.column}: " if each.first.row else ""
            typer.echo(f"  {each.many:9,} such as {place}{each.first.text}")
    else:
        for line in run.warnings:
            typer.echo(f"  {line}")
    typer.echo(f"Undo it with: pilothouse imports undo {run.number}")


def _print_report(report: Report) -> None:
    kind = noun(report.noun)
    typer.echo(
        f"{report.file}: {kind.label.lower()} ({report.source}), {plural(report.rows, 'row')} read, "
        f"{report.with_gaps:,} with a cell that cannot be read, {report.left_out:,} left out."
    )
    for name, label in kind.found.items():
        if many := report.counts.get(name):
            typer.echo(f"  {label:20} {many:9,}")
    _print_columns(report)
    _print_words(report, kind)
    typer.echo(
        f"Would be new: {report.new:,}, changed: {report.changed:,}, with a field kept because it was edited "
        f"here: {report.kept:,}, unchanged: {report.unchanged:,}."
    )
    _print_readings(report)
    if report.preview:
        typer.echo("First rows:")
    for row in report.preview[:_PREVIEW_SHOWN]:
        typer.echo(f"  row {row.row}: {'  '.join(cell[:60] for cell in row.cells if cell)}")
    for problem in (*report.warnings, *report.problems):
        typer.echo(str(problem))
    if report.problem_count > len(report.problems):
        typer.echo(f"and {report.problem_count - len(report.problems):,} more broken rows")


def _print_readings(report: Report, *, questions_only: bool = False) -> None:
    """How columns are read, where that had to be decided; with the options where it can be otherwise."""
    readings = [each for each in report.readings if each.is_ambiguous or not questions_only]
    if readings:
        typer.echo("Read as:", err=questions_only)
    for each in readings:
        words = " or ".join(f'--read "{each.column}={choice.word}"' for choice in each.choices)
        typer.echo(f"  {each.text}" + (f" Choose with {words}." if words else ""), err=questions_only)


def _print_words(report: Report, kind: TableNoun) -> None:
    """Words that no one knows, and what they are taken as."""
    for word in report.guessed[:_NOTES_SHOWN]:
        label = next(each.label for each in kind.fields if each.name == word.field)
        typer.echo(
            f"{label} '{word.text[:60]}' ({plural(word.many, 'row')}) is not known and taken as "
            f"{word.meaning.replace('_', ' ') or 'nothing'}; say otherwise with "
            f"--values '{word.field}:{word.text[:60]}=…'."
        )


def _print_columns(report: Report) -> None:
    typer.echo("Columns:")
    for column in report.columns:
        if column.field:
            times = f" ({column.many} columns)" if column.many > 1 else ""
            typer.echo(f"  {column.header}{times} -> {column.field}")
    kept = [column.header for column in report.columns if not column.field]
    if kept:
        rest = "kept as they are" if noun(report.noun).keeps_rest else "not imported"
        typer.echo(f"  {rest}: {', '.join(kept)}")
