"""The forms of the wizard's steps: each stores its answers with the import and goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from pilothouse.connectors import queries, services
from pilothouse.connectors.contracts import Columns, ImportRun
from pilothouse.connectors.pages.wizard import after
from pilothouse.connectors.tables.finding import noun
from pilothouse.connectors.tables.guessing import choices
from pilothouse.connectors.tasks import begun, looked_at
from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.errors import PilothouseError
from pilothouse.kit.forms import acted, posted_number
from pilothouse.kit.tables.deciding import WORDS
from pilothouse.kit.tables.nouns import NEW, NO_ONE
from pilothouse.team import queries as team
from pilothouse.vision import queries as vision
from pilothouse.vision import services as vision_services

_LONGEST_CELL = 2000


@page(role=Role.EDITOR, methods=("POST",))
def columns(request: HttpRequest, number: int) -> HttpResponse:
    """What the columns mean, how they are read, and where the rows go."""
    actor = request_actor(request)
    run = queries.import_run(actor=actor, number=number)
    chosen, other = _columns(request, actor, run)
    product_id, new_key, new_name = _product(request, actor, run)
    into = (new_key, new_name)
    return _stored(request, run, chosen, step="columns", stay=other, product_id=product_id, new_product=into)


def _columns(request: HttpRequest, actor: Actor, run: ImportRun) -> tuple[Columns, bool]:
    """The mapping of the form, and whether it is another one, which is to be looked at first."""
    name, kind = request.POST.get("mapping", ""), request.POST.get("noun", run.noun)
    if name:
        saved = queries.mapping(actor=actor, source=run.source, noun=run.noun, name=name)
        return replace(saved, encoding=run.mapping.encoding, delimiter=run.mapping.delimiter), True
    text = tuple(request.POST.get(name, before) for name, before in _text_of(run))
    if kind != run.noun or text != tuple(before for _, before in _text_of(run)):
        encoding, delimiter = text
        return services.guess_columns(
            actor=actor, run=run, noun_name=kind, encoding=encoding, delimiter=delimiter
        ), True
    return _chosen(request, run.mapping), False


def _text_of(run: ImportRun) -> tuple[tuple[str, str], ...]:
    """How the text of the file is read: the names of the fields of the form, and what they were."""
    return ("encoding", run.mapping.encoding), ("delimiter", run.mapping.delimiter)


def _chosen(request: HttpRequest, before: Columns) -> Columns:
    headers, fields = request.POST.getlist("header"), request.POST.getlist("field")
    known = choices(noun(before.noun))
    return replace(
        before,
        fields={header: field for header, field in zip(headers, fields, strict=False) if field in known},
        separator=request.POST.get("separator", before.separator)[:4],
        readings=_readings(request, before),
        name="",
    )


def _readings(request: HttpRequest, before: Columns) -> dict[str, str]:
    """How columns are read, as far as it was chosen."""
    found = dict(before.readings)
    columns, words = request.POST.getlist("read_column"), request.POST.getlist("read_as")
    return found | {header: word for header, word in zip(columns, words, strict=False) if word in WORDS}


def _product(request: HttpRequest, actor: Actor, run: ImportRun) -> tuple[int | None, str, str]:
    """The product that was chosen, or key and name of one still to be made."""
    if "product" not in request.POST:
        return run.product_id, run.new_key, run.new_name
    chosen = posted_number(request, "product")
    if chosen is not None:
        return vision.product(actor=actor, id=chosen).id, "", ""
    key = request.POST.get("new_key", "").strip().upper()
    known = {each.key: each.id for each in vision.products(actor=actor)}
    if key in known:
        return known[key], "", ""
    return None, key, request.POST.get("new_name", "").strip()


@page(role=Role.EDITOR, methods=("POST",))
def values(request: HttpRequest, number: int) -> HttpResponse:
    """What the file's words for statuses, kinds and the like mean here."""
    run = queries.import_run(actor=request_actor(request), number=number)
    post = request.POST
    found: dict[str, dict[str, str]] = {name: dict(words) for name, words in run.mapping.values.items()}
    for name, text, meaning in zip(
        post.getlist("word_field"), post.getlist("word"), post.getlist("meaning"), strict=False
    ):
        if meaning:
            found.setdefault(name, {})[text] = meaning
    return _stored(request, run, replace(run.mapping, values=found), step="values")


@page(role=Role.EDITOR, methods=("POST",))
def people(request: HttpRequest, number: int) -> HttpResponse:
    """Who the people are whom the file names."""
    actor = request_actor(request)
    run = queries.import_run(actor=actor, number=number)
    known = team.owners(actor=actor)
    found = dict(run.mapping.people)
    for text, person in zip(request.POST.getlist("name"), request.POST.getlist("person"), strict=False):
        if chosen := _person(person.strip(), known):
            found[text] = chosen
    return _stored(request, run, replace(run.mapping, people=found), step="people")


def _person(text: str, known: list[tuple[int, str]]) -> str:
    """A person's number as text, `NEW`, `NO_ONE`; empty for what is none of them."""
    if text in (NEW, NO_ONE):
        return text
    numbers = {str(number) for number, _ in known}
    if text in numbers:
        return text
    return next((str(number) for number, name in known if name.lower() == text.lower()), "")


@page(role=Role.EDITOR, methods=("POST",))
def repair(request: HttpRequest, number: int) -> HttpResponse:
    """Other texts for cells that cannot be read, kept with the import."""
    run = queries.import_run(actor=request_actor(request), number=number)
    post = request.POST
    repairs = {line: dict(cells) for line, cells in run.repairs.items()}
    for line, header, text in zip(
        post.getlist("row"), post.getlist("column"), post.getlist("text"), strict=False
    ):
        if line.isdecimal() and text.strip():
            repairs.setdefault(int(line), {})[header] = text.strip()[:_LONGEST_CELL]
    return _stored(request, run, run.mapping, step="preview", stay=True, repairs=repairs)


def _stored(
    request: HttpRequest,
    run: ImportRun,
    chosen: Columns,
    *,
    step: str,
    stay: bool = False,
    repairs: Mapping[int, dict[str, str]] | None = None,
    product_id: int | None = None,
    new_product: tuple[str, str] | None = None,
) -> HttpResponse:
    """Check the file with what was chosen, keep both, and show the step that was asked for, or the next."""
    actor = request_actor(request)
    if new_product is None:
        product_id = run.product_id
    before = queries.report(actor=actor, number=run.number)
    if services.has_many_rows(before):
        go = step if stay else request.POST.get("go") or after(before, step)
        return acted(
            request,
            lambda: _ask(actor, run, chosen, repairs, product_id, new_product, go),
            _at(actor, run, go),
            refused=_at(actor, run, step),
        )
    try:
        report = services.recheck(
            actor=actor, run=run, columns=chosen, product_id=product_id, repairs=repairs
        )
        services.change_columns(
            actor=actor,
            number=run.number,
            report=report,
            repairs=repairs,
            product_id=product_id,
            new_product=new_product,
        )
    except PilothouseError as error:
        messages.error(request, str(error))
        return redirect(_at(actor, run, step))
    if report.missing:
        words = " and ".join(label.lower() for label in report.missing)
        messages.error(request, f"Choose the column that holds the {words}.")
        return redirect(_at(actor, run, "columns"))
    return redirect(_at(actor, run, step if stay else request.POST.get("go") or after(report, step)))


@transaction.atomic
def _ask(
    actor: Actor,
    run: ImportRun,
    chosen: Columns,
    repairs: Mapping[int, dict[str, str]] | None,
    product_id: int | None,
    new_product: tuple[str, str] | None,
    go: str,
) -> None:
    """Let a job check a large file with what was chosen."""
    asked = services.ask_again(
        actor=actor,
        number=run.number,
        columns=chosen,
        repairs=repairs,
        product_id=product_id,
        new_product=new_product,
    )
    looked_at(actor, asked, go)


def _at(actor: Actor, run: ImportRun, step: str) -> str:
    return f"{wurl(actor, 'connectors:import', run.number)}?step={step}"


@page(role=Role.EDITOR, methods=("POST",))
def save(request: HttpRequest, number: int) -> HttpResponse:
    """Keep what columns, values and names mean under a name, for the next file."""
    actor = request_actor(request)
    run = queries.import_run(actor=actor, number=number)
    return acted(
        request,
        lambda: services.save_mapping(
            actor=actor, now=clock.now(), name=request.POST.get("save_as", ""), columns=run.mapping
        ),
        _at(actor, run, "preview"),
        "The mapping is saved.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def start(request: HttpRequest, number: int) -> HttpResponse:
    """Bring the file in, in the background."""
    actor = request_actor(request)
    run = queries.import_run(actor=actor, number=number)
    return acted(
        request,
        lambda: _begin(actor, run),
        wurl(actor, "connectors:import", number),
        refused=_at(actor, run, "preview"),
    )


@transaction.atomic
def _begin(actor: Actor, run: ImportRun) -> None:
    product = _made(actor, run) if noun(run.noun).in_product else None
    begun(actor, run, product_id=product)


def _made(actor: Actor, run: ImportRun) -> int | None:
    """The product of the import, made now where it is a new one; None when none was named."""
    if run.product_id is not None:
        return vision.product(actor=actor, id=run.product_id).id
    if not run.new_key:
        return None
    name = run.new_name or run.new_key
    return vision_services.ensure_product(actor=actor, now=clock.now(), key=run.new_key, name=name).id
