"""What the products are for: objectives, personas, blueprints with their traces, reviews and questions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pilothouse.kit.refs import Ref
from pilothouse.risk import services as risk
from pilothouse.site.demo.content import Row, text_of
from pilothouse.site.demo.entered import Entered
from pilothouse.vision import services as vision


def enter_vision(done: Entered, at: datetime, product: str, row: Row) -> dict[int, list[str]]:
    """Everything of one product; returns the finalised blueprints with the teams that they are for."""
    for objective in row["objective"]:
        _objective(done, at, product, objective)
    for persona in row["persona"]:
        vision.add_persona(**done.by(at), product_id=done.products[product], values=persona)
    finalised = {}
    for blueprint in row["blueprint"]:
        made = _blueprint(done, at, product, blueprint)
        for review in blueprint["review"]:
            _reviewed(done, at, made, review)
        for state in ("in_review", blueprint["state"]):
            vision.set_blueprint_state(**done.by(at), id=made, version=None, state=state)
        if blueprint["state"] == "finalised":
            finalised[made] = blueprint["teams"]
        else:
            for question in row["uncertainty"]:
                _ask(done, at, product, made, question)
    return finalised


def hand_over(done: Entered, at: datetime, finalised: dict[int, list[str]]) -> None:
    """Hand blueprints over with the dates of the plan; the first team has read its own."""
    for number, names in finalised.items():
        given = vision.hand_over(
            **done.by(at), blueprint_id=number, team_ids=[done.teams[name] for name in names]
        )
        first = given.acknowledgements[0].id
        vision.acknowledge_handoff(**done.by(at), id=given.id, acknowledgement_id=first)


def _objective(done: Entered, at: datetime, product: str, row: Row) -> None:
    values = {
        "title": row["title"],
        "owner_id": done.people.get(row.get("owner", "")),
        "due_on": done.days.on(row["due"]),
    }
    made = vision.add_objective(**done.by(at), product_id=done.products[product], values=values)
    for result in row["key_results"]:
        vision.add_key_result(**done.by(at), objective_id=made.id, values=result)


def _blueprint(done: Entered, at: datetime, product: str, row: Row) -> int:
    text = text_of(row["file"])
    title = text.splitlines()[0].removeprefix("# ")
    made = vision.add_blueprint(**done.by(at), product_id=done.products[product], title=title, text=text)
    for key, items in row["traces"].items():
        for item in items:
            vision.trace_statement(**done.by(at), id=made.id, key=key, to=done.keys[item])
    return made.id


def _reviewed(done: Entered, at: datetime, blueprint: int, review: Row) -> None:
    held = vision.open_design_review(
        **done.by(at),
        blueprint_id=blueprint,
        title=review["title"],
        held_on=done.days.on(review["held"]),
        reviewers=review["reviewers"],
    )
    for check, (answer, note) in zip(held.checks, review["answers"], strict=True):
        values = {"answer": answer, "note": note}
        vision.answer_check(**done.by(at), id=check.id, version=None, values=values)
    vision.close_design_review(**done.by(at), id=held.id, version=None)


def _ask(done: Entered, at: datetime, product: str, blueprint: int, row: Row) -> None:
    values: dict[str, Any] = {
        "about": str(Ref("vision.blueprint", blueprint)),
        "part": row["statement"],
        "owner_id": done.people.get(row.get("owner", "")),
        "due_on": done.days.on(row["due"]),
        "items": [done.keys[item] for item in row["items"]],
        "blocking": row.get("blocking", True),
        "test_days": row.get("test_days", 0),
    }
    for name in ("question", "chance", "wrong", "instead", "test", "wrong_days", "instead_days"):
        values[name] = row[name]
    for name in ("wrong", "instead", "test"):
        if f"{name}_cost" in row:
            values[f"{name}_cents"] = done.content.minor(row[f"{name}_cost"])
    scope = Ref("vision.product", done.products[product])
    asked = risk.raise_uncertainty(**done.by(at), scope=scope, values=values)
    for text, source, leans, offset in row["evidence"]:
        found_on = done.days.on(offset)
        risk.add_evidence(
            **done.by(at), id=asked.id, text=text, source=source, leans=leans, found_on=found_on
        )
