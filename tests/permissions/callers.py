"""The six kinds of caller, and the rows of ours that they try to reach."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.test import Client

from pilothouse.kit import clock
from pilothouse.kit.actor import Role, Scope
from tests.fixtures import NOW, ApiClient, People, found, join, token
from tests.operations import Operation, operations

TABLE = Path(__file__).with_name("table.toml")


def table() -> dict[str, str]:
    """Operation -> least role that may call it: viewer, editor, owner; public needs nobody."""
    rows: dict[str, dict[str, str]] = tomllib.loads(TABLE.read_text())
    return {name: least for section in rows.values() for name, least in section.items()}


@dataclass(frozen=True)
class World:
    """Our filled workspace, another one, and a client for each caller."""

    clients: dict[str, ApiClient]
    ours: Rows

    def call(self, caller: str, operation: Operation, values: dict[str, Any]) -> Any:
        from tests.operations import sample

        body = sample(operation.body, values) if operation.body else None
        # Nobody's version is known here, so no If-Match is sent; whether it is required is said by 4xx.
        return self.clients[caller].request(operation.method, operation.url(values), body)


def make_world() -> World:
    """Built inside the caller's transaction."""
    workspace, owner = found(slug="acme", name="Acme")
    fill(owner)
    people: dict[str, People] = {
        "owner": owner,
        "editor": join(workspace, role=Role.EDITOR, name="Edda Editor"),
        "viewer": join(workspace, role=Role.VIEWER, name="Vic Viewer"),
        "stranger": found(slug="other", name="Other", person="Sten Stranger")[1],
    }
    clients = {name: ApiClient(Client(), token(person)) for name, person in people.items()}
    clients["reader"] = ApiClient(Client(), token(owner, scope=Scope.READ))
    clients["anonymous"] = ApiClient(Client(), None)
    clients["revoked"] = ApiClient(Client(), token(owner, revoked_at=NOW))
    clients["expired"] = ApiClient(Client(), token(owner, expires_at=NOW - timedelta(days=1)))
    ours = Rows(clients["owner"])
    ours.by_name["scope"] = f"vision.product:{ours.by_name['product_id']}"
    return World(clients, ours)


SAMPLE = Path(__file__).parents[2] / "src/pilothouse/connectors/jira/samples/sample.csv"


def fill(owner: People) -> None:
    """Give the owner's workspace at least one row of every kind: the demo's content, an invitation, a job."""
    from pilothouse.accounts import services
    from pilothouse.kit import jobs
    from pilothouse.roadmap.tasks import plan_roadmap
    from pilothouse.site import demo
    from pilothouse.team import services as team
    from pilothouse.vision import queries

    demo._enter(owner.actor, NOW, tomllib.loads(demo.CONTENT.read_text()))
    services.invite(actor=owner.actor, now=clock.now(), email="new@acme.example", role=Role.VIEWER)
    team.add_closed_day(actor=owner.actor, now=NOW, day=date(2026, 12, 24), name="Winter break")
    product = queries.products(actor=owner.actor)[0]
    wanted = {"product_id": product.id, "seed": 1, "draws": 200}
    jobs.start(plan_roadmap, actor=owner.actor, now=NOW, arguments=wanted)
    _bring_in(owner, product.id)


def _bring_in(owner: People, product_id: int) -> None:
    """One import that was done, one that is only checked, and one that was undone."""
    from pilothouse.connectors import services

    actor = owner.actor
    digest, size = services.copy_file(actor=actor, path=SAMPLE)
    report = services.check_file(actor=actor, path=SAMPLE, file_name="sample.csv", source="jira")
    for number in (1, 2, 3):
        services.register_import(
            actor=actor,
            now=NOW,
            digest=digest,
            size=size,
            file_name=f"sample-{number}.csv",
            report=report,
            product_id=product_id,
        )
    for number in (1, 3):
        services.begin_import(actor=actor, number=number, product_id=product_id, job_id=None)
        services.perform_import(actor=actor, now=NOW, number=number)
    services.undo_import(actor=actor, now=NOW, number=3)


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
