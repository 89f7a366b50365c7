"""The six kinds of caller, and the rows of ours that they try to reach."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

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
    ours: dict[str, Any]  # name of a path part or field -> a value of ours

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
    return World(clients, rows_of(clients["owner"]))


def fill(owner: People) -> None:
    """Give the owner's workspace at least one row of every kind: the demo's content, an invitation, a job."""
    from pilothouse.accounts import services
    from pilothouse.kit import jobs
    from pilothouse.roadmap.tasks import plan_roadmap
    from pilothouse.site import demo
    from pilothouse.vision import queries

    demo._enter(owner.actor, NOW, tomllib.loads(demo.CONTENT.read_text()))
    services.invite(actor=owner.actor, now=clock.now(), email="new@acme.example", role=Role.VIEWER)
    product = queries.products(actor=owner.actor)[0]
    wanted = {"product_id": product.id, "seed": 1, "draws": 200}
    jobs.start(plan_roadmap, actor=owner.actor, now=NOW, arguments=wanted)


def rows_of(client: ApiClient) -> dict[str, Any]:
    """A value for each part of a path that points to a row, taken from the list that the row stands in.

    `/people/{person_id}` asks `/people` for its first row; `{key}` takes the field `key`, all else `id`.
    """
    ours: dict[str, Any] = {}
    for operation in sorted(operations(), key=lambda row: row.path.count("/")):
        for name in operation.path_names:
            if name in ours:
                continue
            listing = operation.path[: operation.path.index(f"/{{{name}}}")]
            row = _first(client, listing, ours)
            if row is not None:
                ours[name] = row.get(name, row.get("key" if name.endswith("key") else "id"))
    return ours


def _first(client: ApiClient, listing: str, ours: dict[str, Any]) -> dict[str, Any] | None:
    try:
        answer = client.get(listing.format(**ours))
    except KeyError:
        return None
    if answer.status_code != 200:
        return None
    data = answer.json()
    rows = (
        data if isinstance(data, list) else next((row for row in data.values() if isinstance(row, list)), [])
    )
    return rows[0] if rows and isinstance(rows[0], dict) else None
