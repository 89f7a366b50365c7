"""Tables of feedback: known again without a key, linked to who is here, and undone."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pilothouse.connectors import services as tables
from pilothouse.market import queries, services
from pilothouse.market.tests.test_intake import by_file

pytestmark = pytest.mark.django_db


def texts(actor: Any) -> dict[str, Any]:
    return {row.text: row for row in queries.feedback_page(actor=actor).rows}


def file(tmp_path: Path, text: str, name: str = "said.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_help_desk_export_comes_in_with_companies_and_known_contacts(
    editor: Any, now: Any, tmp_path: Path
) -> None:
    services.add_contact(actor=editor, now=now, name="Ana", email="ana@n.example")
    path = file(
        tmp_path,
        "Ticket ID,Message,Source,Requester,Requester Email,Company,Created,Type\n"
        "7,The replay is slow,Help desk,Ana,ANA@n.example,Northwind,2025-05-03,Defect\n"
        "8,Dark mode please,pigeon,Bo,,,2025-05-04,\n"
        "9,,support,,,,,\n",
    )
    report = tables.check_file(actor=editor, path=path, file_name="said.csv")
    taken, _ = by_file(editor, now, path, "")
    row = texts(editor)["The replay is slow"]

    assert report.noun == "feedback"
    assert (taken.created, dict(taken.counts)) == (2, {"companies": 1})
    assert (row.channel, row.kind, row.contact_name, row.company_name, row.received_on, row.state) == (
        "support", "bug", "Ana", "Northwind", date(2025, 5, 3), "new",
    )  # fmt: skip
    assert texts(editor)["Dark mode please"].channel == "customer"


def test_rows_without_a_key_are_known_again_by_what_they_say(editor: Any, now: Any, tmp_path: Path) -> None:
    path = file(
        tmp_path, "Feedback,Company,Date\nToo slow,Northwind,2025-05-03\nToo slow,Contoso,2025-05-03\n"
    )
    first, _ = by_file(editor, now, path, "feedback")
    again, _ = by_file(editor, now, path, "feedback")

    assert (first.created, again.created, again.unchanged) == (2, 0, 2)


def test_undoing_takes_the_feedback_and_the_companies_that_came_with_it(
    editor: Any, now: Any, tmp_path: Path
) -> None:
    path = file(tmp_path, "Feedback,Company,Date\nToo slow,Northwind,2025-05-03\nGood,Contoso,2025-05-04\n")
    _, run = by_file(editor, now, path, "feedback")
    services.add_contact(
        actor=editor, now=now, name="Ana", company_id=queries.companies(actor=editor, text="north").rows[0].id
    )
    tables.undo_import(actor=editor, now=now, number=run.number)

    assert texts(editor) == {}
    assert [row.name for row in queries.companies(actor=editor).rows] == ["Northwind"]


def test_an_export_comes_in_again_without_a_second_piece(
    editor: Any, now: Any, client_for: Any, tmp_path: Path
) -> None:
    path = file(tmp_path, 'Feedback,Company,Date\n"=1+1, he said\nand left",Northwind,2025-05-03\n')
    by_file(editor, now, path, "feedback")
    before = texts(editor)
    answer = client_for("viewer").get("market/?state=any&format=csv")
    out = tmp_path / "out.csv"
    out.write_bytes(b"".join(answer.streaming_content))
    taken, run = by_file(editor, now, out, "")

    assert run.noun == "feedback"
    assert (taken.created, taken.updated) == (0, 0)
    assert texts(editor) == before


def test_long_and_odd_texts_are_bounded_and_nothing_is_lost(editor: Any, now: Any, tmp_path: Path) -> None:
    path = file(
        tmp_path, f"Feedback,Date\n{'x' * 100_001},2025-05-03\n🙂🙂,2025-05-03\n<b>bold</b>,2025-05-03\n"
    )
    report = tables.check_file(actor=editor, path=path, file_name="said.csv", noun_name="feedback")
    taken, _ = by_file(editor, now, path, "feedback")

    assert set(texts(editor)) == {"🙂🙂", "<b>bold</b>"}
    assert taken.created == 2
    assert any("more than 100000 characters" in problem.text for problem in report.problems)
