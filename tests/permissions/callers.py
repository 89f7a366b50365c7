"""The kinds of caller, the rows of ours that they try to reach, and rows of theirs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection
from django.test import Client

from pilothouse.kit import clock
from pilothouse.kit.actor import Role, Scope
from tests import filled
from tests.fixtures import NOW, ApiClient, People, found, join, token
from tests.operations import Operation, fields, operations, with_field
from tests.permissions.cases import Case
from tests.permissions.foreign import foreign_rows, proposed_risk

# What a refusal may write: that somebody tried, and when a token was used last.
_KEPT_OF_REFUSALS = {"kit_attempt", "accounts_apitoken"}
_WRITE = re.compile(r'(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "(\w+)"')
TABLE = Path(__file__).with_name("table.toml")


def table() -> dict[str, str]:
    """Operation -> least role that may call it: viewer, editor, owner; public needs nobody."""
    rows: dict[str, dict[str, str]] = tomllib.loads(TABLE.read_text())
    return {name: least for section in rows.values() for name, least in section.items()}


@contextmanager
def written() -> Iterator[list[str]]:
    """Names of tables of which rows are added, changed or removed inside, without what is taken back."""
    found: list[str] = []
    marks: dict[str, int] = {}

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if sql.startswith("SAVEPOINT"):
            marks[sql.split()[-1]] = len(found)
        elif sql.startswith("ROLLBACK TO SAVEPOINT"):
            del found[marks[sql.split()[-1]] :]
        elif (table := _WRITE.match(sql)) and context["cursor"].rowcount:
            found.extend({table[1]} - _KEPT_OF_REFUSALS)
        return result

    with connection.execute_wrapper(watch):
        yield found


@dataclass(frozen=True)
class World:
    """Our filled workspace, another one with a row of some kinds, and a client for each caller."""

    clients: dict[str, ApiClient]
    ours: Rows
    foreign: dict[str, Any]

    def call(self, caller: str, operation: Operation, asked: Case, *, if_match: str = "*") -> Any:
        """The answer to `caller`. A change says that it goes whatever is stored, unless told otherwise."""
        client, url = self.clients[caller], operation.url(asked.values)
        version = if_match if operation.wants_version else ""
        if asked.form is None:
            return client.request(operation.method, url, asked.body, If_Match=version)
        for value in asked.form.values():
            if hasattr(value, "seek"):
                value.seek(0)
        return client.client.post(url, asked.form, headers=client.headers)


def make_world() -> World:
    """Built inside the caller's transaction. Every client checks CSRF as a real request does."""
    workspace, owner = found(slug="acme", name="Acme")
    fill(owner)
    stranger = found(slug="other", name="Other", person="Sten Stranger")[1]
    people: dict[str, People] = {
        "owner": owner,
        "editor": join(workspace, role=Role.EDITOR, name="Edda Editor"),
        "viewer": join(workspace, role=Role.VIEWER, name="Vic Viewer"),
        "stranger": stranger,
    }
    clients = {name: _program(token(person)) for name, person in people.items()}
    clients["reader"] = _program(token(owner, scope=Scope.READ))
    clients["anonymous"] = _program(None)
    clients["revoked"] = _program(token(owner, revoked_at=NOW))
    clients["expired"] = _program(token(owner, expires_at=NOW - timedelta(days=1)))
    clients["unknown"] = _program("plt_nobodys")
    clients["session"] = _browser(owner, "acme")
    clients["forged"] = _browser(owner, "acme", forged=True)
    clients["intruder"] = _browser(stranger, "acme")
    ours = Rows(clients["owner"])
    ours.by_name["scope"] = ours.by_name["subject"] = f"vision.product:{ours.by_name['product_id']}"
    return World(clients, ours, foreign_rows(clients["stranger"]))


def _program(secret: str | None) -> ApiClient:
    return ApiClient(Client(enforce_csrf_checks=True), secret)


_CSRF = "c" * 32


def _browser(person: People, slug: str, *, forged: bool = False) -> ApiClient:
    """A session in workspace `slug`; `forged` is a page elsewhere, which does not know the CSRF token."""
    client = ApiClient(Client(enforce_csrf_checks=True), None)
    client.client.force_login(person.user)
    client.client.cookies["csrftoken"] = _CSRF
    client.headers = {"X-Workspace": slug} | ({} if forged else {"X-CSRFToken": _CSRF})
    return client


# Field of a body -> kind of row that it names, where its name does not say so.
_NAMES = {
    "owner_id": "person",
    "assignee_id": "person",
    "people": "person",
    "add_people": "person",
    "remove_people": "person",
    "assignee": "person",
    "batch": "batch",
    "predecessor": "item",
    "successor": "item",
    "parent_key": "item",
    "before_key": "item",
    "after_key": "item",
    "to": "item",
    "items": "item",
    "own_status_id": "status",
    "quoted_id": "comment",
    "subject": "subject",
    "scope": "subject",
    "target": "reference",
    "paused": "product",
}
_OF_OPERATION = {
    ("merge_people", "ids"): "person",
    ("merge_people", "into"): "person",
    ("merge_teams", "ids"): "team",
    ("merge_teams", "into"): "team",
    ("merge_label", "into_id"): "label",
    ("bulk_change_items", "ids"): "item number",
    ("change_companies", "ids"): "company",
    ("change_many_feedback", "ids"): "feedback",
    ("change_support_problems", "ids"): "support_problem",
    ("renew_facts", "ids"): "fact number",
    ("add_feature", "product"): "subject",
    ("add_feature", "item"): "reference",
    ("change_feature", "item"): "reference",
    ("add_competitor", "against"): "subject",
    ("change_competitor", "against"): "subject",
    ("mark_customers_told", "ids"): "support_problem",
    ("mark_customers_not_told", "ids"): "support_problem",
    ("settle_posts", "ids"): "post",
    ("add_portal", "product"): "subject",
    ("change_portal", "product"): "subject",
    ("change_studies", "ids"): "study",
    ("add_study_session", "participant_id"): "study_participant",
    ("change_study_session", "participant_id"): "study_participant",
    ("add_survey_link", "participant_id"): "study_participant",
    ("record_study_results", "task_id"): "study_task",
    ("add_insight_evidence", "source"): "piece of feedback",
    ("add_study", "product"): "subject",
    ("change_study", "product"): "subject",
    ("add_insight", "product"): "subject",
    ("change_insight", "product"): "subject",
    ("merge_theme", "into"): "theme",
    ("accept_theme_proposals", "ids"): "proposal of themes",
    ("refuse_theme_proposals", "ids"): "proposal of themes",
    ("change_risks", "ids"): "risk",
    ("change_item_cells", "id"): "item number",
    ("change_item_cells", "key"): "item",
    ("bulk_change_items", "owner"): "person",
    ("bulk_change_items", "release"): "release",
    ("bulk_change_items", "team"): "team",
    ("get_revision", "number"): "revision",
    ("restore_revision", "number"): "revision",
}
# Numbers and keys of a body that name no row of another workspace.
_NO_ROW = {
    "key": "one that is chosen for a new row",
    "importance": "one of three grades",
    "sample": "how many people are wanted",
    "sus": "answers from 1 to 5",
    "up_to": "the upper end of a scale",
    "keep_to": "a run by its number within the workspace",
    "proposal": "a run by its number within the workspace",
    "amends": "a run by its number within the workspace",
    "custom_field": "a column by its number within the workspace",
}
_QUANTITY = re.compile(r"_cents$|^(days|weeks|months|hour|value|level|seed|draws|ramp_weeks|weekdays)$")
# What narrows a choice: of a row that is not ours it finds nothing, as of one that is not there.
_NARROWS = ("narrow", "remove_people")
_ROW_BY_ROW = {"change_item_cells"}  # says of each row what became of it, in an answer that is 200
_OF_QUERY = {"product", "product_id", "owner", "release", "team", "assignee", "person", "skill", "study"}


@dataclass(frozen=True)
class Foreign:
    """A field that names a row: what is sent with a foreign row there, and with one of nobody. Where it only
    narrows a choice, both are answered as if nothing was found."""

    field: str
    theirs: Any
    nobodys: Any
    narrows: bool = False


def foreign_bodies(operation: Operation, body: Any, foreign: dict[str, Any]) -> Iterator[Foreign]:
    """Each field of the body that names a row of a kind that both workspaces have."""
    for path, schema, kind in _named_rows(operation):
        if kind not in foreign:
            continue
        theirs = foreign[kind]
        nobodys = _nobodys(theirs)
        many = schema.get("type") == "array"
        yield Foreign(
            ".".join(path),
            with_field(body, path, [theirs] if many else theirs),
            with_field(body, path, [nobodys] if many else nobodys),
            operation.id in _ROW_BY_ROW or any(name in _NARROWS for name in path),
        )


def foreign_paths(operation: Operation, values: dict[str, Any], foreign: dict[str, Any]) -> Iterator[Foreign]:
    """Each of several rows that a path names, alone."""
    for name in operation.path_names if len(operation.path_names) > 1 else ():
        theirs = foreign[_in_path(operation, name)]
        yield Foreign(name, values | {name: theirs}, values | {name: _nobodys(theirs)})


def _in_path(operation: Operation, name: str) -> str:
    """The kind of row that a part of a path names."""
    kind = _OF_OPERATION.get((operation.id, name)) or _NAMES.get(name)
    return kind or re.sub(r"_id$|_key$", "", name)


def foreign_queries(operation: Operation, foreign: dict[str, Any]) -> Iterator[Foreign]:
    """Each parameter of the query that names a row."""
    for row in operation.parameters:
        if row["in"] == "query" and row["name"] in _OF_QUERY and not operation.is_write:
            name = row["name"]
            theirs = foreign[_NAMES.get(name, {"owner": "person"}.get(name, name.removesuffix("_id")))]
            yield Foreign(name, f"{name}={theirs}", f"{name}={_nobodys(theirs)}", narrows=True)


def unknown_fields(operation: Operation, foreign: dict[str, Any]) -> set[str]:
    """Fields of the body that look as if they named a row, of which nobody said what; and parts of a path
    with several rows of which there is no foreign one."""
    several = operation.path_names if len(operation.path_names) > 1 else ()
    return {f"{operation.id} {name}" for name in several if _in_path(operation, name) not in foreign} | {
        f"{operation.id} {'.'.join(path)}"
        for path, schema, kind in _named_rows(operation)
        if kind not in foreign
        and path[-1] not in _NO_ROW
        and not _QUANTITY.search(path[-1])
        and (re.search(r"(^|_)(ids?|keys?|batch)$", path[-1]) or _is_number(schema))
    }


def _is_number(schema: dict[str, Any]) -> bool:
    return "integer" in (schema.get("type"), schema.get("items", {}).get("type"))


def _named_rows(operation: Operation) -> Iterator[tuple[tuple[str, ...], dict[str, Any], str]]:
    """Every field of the body with its schema and the kind of row that its name stands for, if any."""
    if operation.body is None:
        return
    for path, schema in fields(operation.body):
        name = path[-1]
        kind = _OF_OPERATION.get((operation.id, name)) or _NAMES.get(name)
        guess = re.sub(r"_ids?$|_keys?$", "", name)
        yield path, schema, kind or (guess if guess != name else "")


def _nobodys(value: Any) -> Any:
    if isinstance(value, int):
        return 987_654_321
    if len(str(value)) > 20:
        return f"{value[:-6]}000000"
    noun, colon, _ = str(value).partition(":")
    return f"{noun}:987654321" if colon else "NONE-987654"


SAMPLE = Path(__file__).parents[2] / "src/pilothouse/connectors/jira/samples/sample.csv"


def fill(owner: People) -> None:
    """Give the owner's workspace, the only one, at least one row of every kind: the demo's content, an
    invitation, a job."""
    from pilothouse.accounts.models import Membership

    before = Membership.objects.order_by("pk").values_list("workspace_id", "user_id", "user__email", "role")
    filled.once(f"rows-{sha256(repr(list(before)).encode()).hexdigest()[:16]}", lambda: _enter(owner))


def _enter(owner: People) -> None:
    from pilothouse.accounts import services
    from pilothouse.kit import jobs
    from pilothouse.risk.models import Risk
    from pilothouse.roadmap.tasks import plan_roadmap
    from pilothouse.site import demo
    from pilothouse.team import services as team
    from pilothouse.vision import queries

    demo.enter(owner.actor, NOW, past=False)
    services.invite(actor=owner.actor, now=clock.now(), email="new@acme.example", role=Role.VIEWER)
    _failed_letter(owner)
    proposed_risk(Risk.objects.filter(workspace_id=owner.actor.workspace_id)[0].pk)
    team.add_closed_day(actor=owner.actor, now=NOW, day=date(2026, 12, 24), name="Winter break")
    product = queries.products(actor=owner.actor)[0]
    wanted = {"product_id": product.id, "seed": 1, "draws": 200}
    jobs.start(plan_roadmap, actor=owner.actor, now=NOW, arguments=wanted)
    _bring_in(owner, product.id)


def _failed_letter(owner: People) -> None:
    """An e-mail that the mail server did not take."""
    from pilothouse.accounts.models import Letter

    told = {"subject": "1 notification", "state": "failed", "answer": "550 no such box"}
    when = dict.fromkeys(("made_at", "due_at", "ended_at"), NOW)
    Letter.objects.create(workspace_id=owner.actor.workspace_id, user=owner.user, key="k", **told, **when)


def _bring_in(owner: People, product_id: int) -> None:
    """One import that was done, one that is only checked, and one that was undone."""
    from pilothouse.connectors import services

    actor = owner.actor
    digest, size = services.copy_file(actor=actor, path=SAMPLE)
    report = services.check_file(actor=actor, path=SAMPLE, file_name="sample.csv", source="jira")
    done, _, undone = [
        services.register_import(
            actor=actor,
            now=NOW,
            digest=digest,
            size=size,
            file_name=f"sample-{which}.csv",
            report=report,
            product_id=product_id,
        ).number
        for which in ("done", "checked", "undone")
    ]
    for number in (done, undone):
        services.begin_import(actor=actor, number=number, product_id=product_id, job_id=None)
        services.perform_import(actor=actor, now=NOW, number=number)
    services.undo_import(actor=actor, now=NOW, number=undone)


class Rows:
    """A value for each part of a path that points to a row of ours.

    It is taken from the list that the row stands in (`/people/{person_id}` asks `/people`), else from the
    newest row (`/plans/latest`), else from the table of that name. Two lists may call their rows alike.
    """

    def __init__(self, client: ApiClient) -> None:
        self.by_name: dict[str, Any] = {}
        self.by_place: dict[str, Any] = {}
        for operation in sorted(operations(), key=lambda row: row.path.count("/")):
            for name in operation.path_names:
                place = _place(operation, name)
                if self.by_place.get(place) is None:
                    self.by_place[place] = self._find(client, operation, name)
                if self.by_name.get(name) is None:
                    self.by_name[name] = self.by_place[place]

    def of(self, operation: Operation) -> dict[str, Any]:
        """Values for the path of `operation`, and for fields of a body that name rows."""
        return self.by_name | {name: self.by_place[_place(operation, name)] for name in operation.path_names}

    def _find(self, client: ApiClient, operation: Operation, name: str) -> Any:
        known = self.by_name | {
            other: self.by_place[place]
            for other in operation.path_names
            if (place := _place(operation, other)) in self.by_place
        }
        listing = operation.path[: operation.path.index(f"/{{{name}}}")]
        row = _first(client, listing, known) or _first(client, f"{listing}/latest", known) or {}
        return row.get(name, row.get("key" if name.endswith("key") else "id")) or _stored(name)


def _place(operation: Operation, name: str) -> str:
    """The path up to the part called `name`."""
    return operation.path[: operation.path.index(f"{{{name}}}") + len(name) + 2]


def _first(client: ApiClient, listing: str, ours: dict[str, Any]) -> dict[str, Any] | None:
    """The first row of a list, or the row itself where there is one."""
    try:
        answer = client.get(listing.format(**ours))
    except KeyError:
        return None
    if answer.status_code != 200:
        return None
    data = answer.json()
    if isinstance(data, dict):
        data = data.get("rows", [data])
    return data[0] if data and isinstance(data[0], dict) else None


def _stored(name: str) -> Any:
    """The first row's number in the table whose name is the noun of `name`: dependency_id, Dependency."""
    noun = name.removesuffix("_id").replace("_", "")
    table = next((row for row in apps.get_models() if row.__name__.lower() == noun), None)
    return table._default_manager.values_list("pk", flat=True).first() if table else None
