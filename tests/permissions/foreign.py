"""Rows of another workspace, of each kind that paths, bodies and queries name."""

from __future__ import annotations

from typing import Any

from pilothouse.market.contracts import fact_number
from tests.fixtures import NOW, ApiClient
from tests.permissions.cases import TEXT, named


def foreign_rows(api: ApiClient) -> dict[str, Any]:
    """A row of each kind that bodies name, in the workspace of `api`: noun to number or key."""

    def made(path: str, **body: Any) -> Any:
        answer = api.post(path, body)
        assert answer.status_code < 300, (path, answer.content)
        return answer.json()

    product = made("/products", key="ZED", name="Zed")["id"]
    item = made("/items", title="Secret of Zed", product_id=product)
    bulk = made("/items/bulk", ids=[item["id"]], values={"priority": "high"})
    return {
        "batch": next(named(bulk, "batch")),
        "product": product,
        "item": item["key"],
        "item number": item["id"],
        "team": made("/teams", name="Zed team")["id"],
        "person": (person := made("/people", name="Zoe Zed")["id"]),
        "skill": made("/skills", name="Zed skill")["id"],
        "label": made("/labels", name="zed label")["id"],
        "status": made("/statuses", name="Zed status", means="ready")["id"],
        "release": made("/releases", name="Zed 1", product_id=product)["id"],
        "view": made("/views", page="roadmap.table", name="Zed view", shared=True)["id"],
        "comment": made("/comments", subject=f"vision.product:{product}", body="Zed?")["id"],
        "subject": f"vision.product:{product}",
        "company": made("/companies", name="Zed Works")["id"],
        "contact": made("/contacts", name="Zoe of Zed Works")["id"],
        "theme": (theme := made("/themes", name="Zed theme")["id"]),
        "proposal of themes": _proposal(theme),
        "feedback": made("/feedback", text="Zed is slow.")["id"],
        "support_problem": made("/support-problems", title="Zed loops")["id"],
        "competitor": (rival := made("/competitors", name="Zed Rivals")["id"]),
        "feature": (
            feature := made("/features", name="Zed feature", product=f"vision.product:{product}")["id"]
        ),
        "fact number": fact_number(feature, rival),
        "study": (study := made("/studies", title="Zed test", kind="usability")["id"]),
        "study_participant": made(f"/studies/{study}/participants")["id"],
        "study_task": made(f"/studies/{study}/tasks", title="Find Zed")["id"],
        "piece of feedback": f"market.feedback:{made('/feedback', text='Zed is late.')['id']}",
        "post": _post(api, made),
        "risk": (risk := made("/risks", event="Zed is sold.", owner_id=person)["id"]),
        "risk_proposal": proposed_risk(risk),
        "response": made(f"/risks/{risk}/responses", title="Buy Zed")["id"],
        "reference": f"roadmap.item:{item['id']}",
    } | _blueprint(api, product, item["key"])


def proposed_risk(risk: int) -> int:
    """A risk that the program found in the workspace of `risk`, with the same owner."""
    from pilothouse.risk.models import Proposal, Risk

    row = Risk.objects.get(pk=risk)
    values: dict[str, Any] = {"category": "other", "owner_id": row.owner_id, "touches": [], "delay": None}
    own: dict[str, Any] = {"workspace_id": row.workspace_id, "key": f"moved {risk}", "kind": "moved"}
    return int(
        Proposal.objects.create(
            **own, event="Put off again", evidence="Put off thrice", found_at=NOW, values=values
        ).pk
    )


def _post(api: ApiClient, made: Any) -> int:
    """What a program sent in."""
    made("/intake", text="Zed stops.")
    return int(api.get("/posts").json()["rows"][0]["id"])


def _proposal(theme: int) -> int:
    """One that waits to retire a theme."""
    from pilothouse.market.models import Theme, ThemeProposal, ThemeRun

    own = {"workspace_id": Theme.objects.get(pk=theme).workspace_id}
    run = ThemeRun.objects.create(
        **own, made_at=NOW, model="m", feedback=0, newest=0, mean=b"", axes=b"", least=1.0
    )
    return int(ThemeProposal.objects.create(**own, run=run, change="retired", before=[theme]).pk)


_REVISION = 7  # of the foreign blueprint; none of ours was saved so often


def _blueprint(api: ApiClient, product: int, item: str) -> dict[str, Any]:
    """Rows of a blueprint that was traced, saved often and handed over."""

    def made(path: str, body: Any, method: str = "post") -> Any:
        answer = api.request(method, path, body, If_Match="*")
        assert answer.status_code < 300, (path, answer.content)
        return answer.json()

    blueprint = made(f"/products/{product}/blueprints", {"title": "Zed", "text": TEXT})["id"]
    for number in range(2, _REVISION + 1):
        made(f"/blueprints/{blueprint}", {"title": f"Zed {number}"}, "patch")
    traced = made(f"/blueprints/{blueprint}/traces", {"key": "R1", "to": item})
    for state in ("in_review", "finalised"):
        made(f"/blueprints/{blueprint}/state", {"state": state})
    team = made("/teams", {"name": "Zed readers"})["id"]
    handoff = made(f"/blueprints/{blueprint}/handoffs", {"team_ids": [team]})
    waiting = next(named(handoff, "id", also="team_id"), None) or next(named(handoff, "id", also="team"))
    return {
        "blueprint": blueprint,
        "trace": next(named(traced, "id", also="checked_at")),
        "revision": _REVISION,
        "handoff": handoff["id"],
        "acknowledgement": waiting,
    }
