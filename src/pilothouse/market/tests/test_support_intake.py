"""Tables of support problems: what a help desk exports comes in once, and undoing takes it out again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pilothouse.connectors import services as tables
from pilothouse.market import queries, services
from pilothouse.market.tests.test_intake import by_file

pytestmark = pytest.mark.django_db
HEAD = "Ticket ID,Subject,Description,Urgency,Status,Organization,Requester Email,Created,First reply,Solved"
FILE = f"""{HEAD}
7,Replay stops,It stops.,urgent,pending,Northwind,ana@north.example,2026-01-05 10:00,2026-01-05 10:30,
8,Login loops,,P3,solved,Northwind,,2026-01-05 10:00,,2026-01-15 16:00
9,Too slow,,awful,,Contoso,,2026-01-05 10:00,,
"""


def test_a_help_desk_comes_in_once_and_undoing_takes_it_out(
    client_for: Any, editor: Any, now: Any, tmp_path: Path
) -> None:
    north = services.add_company(actor=editor, now=now, name="Northwind").id
    services.add_contact(actor=editor, now=now, name="Ana", email="ana@north.example", company_id=north)
    path = tmp_path / "tickets.csv"
    path.write_text(FILE)
    assert tables.check_file(actor=editor, path=path, file_name=path.name).noun == "support-problems"
    _, run = by_file(editor, now, path, "support-problems")
    slow, login, replay = sorted(queries.problems(actor=editor).rows, key=lambda row: row.state)

    assert (replay.severity, replay.state, replay.contact_name) == ("critical", "waiting", "Ana")
    assert (replay.answered_late, replay.next_due_at) == (False, None)
    assert (login.state, login.solved_late, login.answered_late) == ("solved", True, True)
    assert (slow.severity, slow.state, slow.company_name) == ("normal", "new", "Contoso")
    assert slow.next_due_at is not None
    before = queries.problems(actor=editor)
    again, _ = by_file(editor, now, path, "support-problems")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)
    assert queries.problems(actor=editor) == before

    exported = tmp_path / "support.csv"
    exported.write_bytes(client_for("editor").get("market/support?state=any&format=csv").getvalue())
    again, _ = by_file(editor, now, exported, "support-problems")
    assert (again.created, again.unchanged) == (0, 3)
    assert queries.problems(actor=editor) == before

    tables.undo_import(actor=editor, now=now, number=run.number)
    assert queries.problems(actor=editor).total == 0
    assert [row.name for row in queries.companies(actor=editor).rows] == ["Northwind"]


NEXT = f"""{HEAD}
7,Replay stops again,Other words.,high,open,Elsewhere,,2026-01-05 10:00,2026-01-05 10:30,
8,Login loops,,P3,open,Northwind,,2026-01-05 10:00,,
9,Too slow,,,pending,Contoso,,2026-01-05 10:00,2026-01-06 09:00,
"""


def test_a_later_export_says_how_far_problems_are_and_undoing_takes_that_back(
    editor: Any, now: Any, tmp_path: Path
) -> None:
    path = tmp_path / "tickets.csv"
    path.write_text(FILE)
    by_file(editor, now, path, "support-problems")
    before = {row.title: row for row in queries.problems(actor=editor).rows}
    changed = before["Login loops"]
    by = {"actor": editor, "now": now, "id": changed.id, "version": changed.version}
    services.change_problem(**by, values={"severity": "low"})
    before = {row.title: row for row in queries.problems(actor=editor).rows}

    path.write_text(NEXT)
    run, record = by_file(editor, now, path, "support-problems")
    assert (run.created, run.updated) == (0, 3)
    assert any("Entered here, and kept" in note.text and "severity" in note.text for note in run.notes)
    after = {row.title: row for row in queries.problems(actor=editor).rows}
    assert after.keys() == before.keys()  # titles, words and companies stay
    replay, login, slow = (after[name] for name in ("Replay stops", "Login loops", "Too slow"))
    assert (replay.severity, replay.state, replay.company_name) == ("high", "open", "Northwind")
    assert replay.solution_due_at is not None
    assert (login.severity, login.state, login.solved_at) == ("low", "open", None)
    assert (slow.state, slow.stands) == ("waiting", True)

    again, _ = by_file(editor, now, path, "support-problems")
    assert (again.updated, again.unchanged) == (0, 3)
    tables.undo_import(actor=editor, now=now, number=record.number)
    back = {row.title: row for row in queries.problems(actor=editor).rows}
    for name, row in before.items():
        assert replace(back[name], version=row.version) == row
