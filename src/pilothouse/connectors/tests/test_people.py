"""People from a table: recognised, checked, brought in and taken back by the same doors as items."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pilothouse.connectors import queries, services
from pilothouse.connectors.tables.checking import check
from pilothouse.kit.tables.aside import Spool
from pilothouse.roadmap import queries as roadmap
from pilothouse.team import queries as team

SAMPLE = Path(__file__).parents[1] / "csv/tests/people.csv"


def _report(tmp_path: Path, text: str) -> Any:
    path = tmp_path / "people.csv"
    path.write_text(text, encoding="utf-8")
    return services.check_file(actor=None, path=path, file_name=path.name, noun_name="people")


def _people(tmp_path: Path, text: str) -> list[Any]:
    path = tmp_path / "people.csv"
    path.write_text(text, encoding="utf-8")
    source = services.source_of(actor=None, path=path, file_name=path.name, noun_name="people")
    intake = source.noun.intake(None, "csv")
    came = Spool()
    assert check(source, intake, came=came).problems == ()
    return list(came)


def test_a_roster_is_recognised_by_its_header() -> None:
    report = services.check_file(actor=None, path=SAMPLE, file_name="people.csv")

    assert (report.source, report.noun, report.rows, report.problem_count) == ("csv", "people", 3, 0)
    assert report.mapping.fields["Job title"] == "title"
    assert [column.header for column in report.columns if not column.field] == ["Desk"]
    assert report.counts == {"created": 3, "teams": 2, "skills": 3}
    assert report.preview[1].cells[4:] == ("60%", "1 Sep 2025", "", "Pipes 3, Pumps 4")


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("Go", [("Go", 3)]),
        ("Go 4", [("Go", 4)]),
        ("Go: 5; C++ (2)", [("Go", 5), ("C++", 2)]),
        ('"Go=1, Java 17"', [("Go", 1), ("Java 17", 3)]),
    ],
)
def test_skills_are_read_with_their_levels(tmp_path: Path, cell: str, wanted: list[Any]) -> None:
    text = "Name\tSkills\nAna\t" + cell + "\n"
    person = _people(tmp_path, text)[0]

    assert [(skill.name, skill.level) for skill in person.skills] == wanted


@pytest.mark.parametrize("cell", ["80 %", "80%", "0.8", "80"])
def test_a_share_of_a_week_is_read_in_its_usual_forms(tmp_path: Path, cell: str) -> None:
    assert _people(tmp_path, f"Name,FTE\nAna,{cell}\n")[0].availability == 0.8


@pytest.mark.parametrize(
    ("header", "cell", "column"),
    [
        ("E-mail", "ana at acme", "E-mail"),
        ("FTE", "120 %", "FTE"),
        ("FTE", "full", "FTE"),
        ("Start date", "soon", "Start date"),
        ("Skills", "Go (9)", "Skills"),
        ("Joins,Leaves", "2026-05-01,2026-04-01", "Leaves"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_by_row_and_column(
    tmp_path: Path, header: str, cell: str, column: str
) -> None:
    report = _report(tmp_path, f"Name,{header}\nAna,{cell}\n")

    assert [(problem.row, problem.column) for problem in report.problems] == [(2, column)]
    assert report.problems[0].cure


def test_a_row_without_a_name_and_a_person_in_two_rows_are_broken(tmp_path: Path) -> None:
    report = _report(tmp_path, "Name,E-mail\n,a@acme.example\nBo,b@acme.example\nBo L,B@acme.example\n")

    assert [problem.text for problem in report.problems] == [
        "The name is empty.",
        "The key b@acme.example is in row 3 too.",
    ]


def test_a_roster_comes_over_rest_without_a_product_and_is_undone(
    api_for: Any, editor: Any, now: Any
) -> None:
    api = api_for("editor")
    data = {"file": SimpleUploadedFile("people.csv", SAMPLE.read_bytes())}
    answer = api.client.post("/api/v1/imports", data, headers=api.headers)
    number = answer.json()["number"]
    services.perform_import(actor=editor, now=now, number=number)

    assert (answer.status_code, answer.json()["noun"]) == (202, "people")
    assert [row.name for row in team.people(actor=editor)] == ["Iris Vance", "Tomás Ibarra", "Wen Li"]
    assert queries.import_run(actor=editor, number=number).counts["teams"] == 2
    assert api.post(f"/imports/{number}/undo").json() == {"removed": 3, "restored": 0, "people": 0, "kept": 0}
    assert team.people(actor=editor) == ()


def test_the_same_roster_twice_changes_nothing(editor: Any, now: Any) -> None:
    for expected in ((3, 0), (0, 3)):
        report = services.check_file(actor=editor, path=SAMPLE, file_name="people.csv")
        digest, size = services.copy_file(actor=editor, path=SAMPLE)
        run = services.register_import(
            actor=editor,
            now=now,
            digest=digest,
            size=size,
            file_name="people.csv",
            report=report,
            product_id=None,
        )
        services.begin_import(actor=editor, number=run.number, product_id=None, job_id=None)
        taken = services.perform_import(actor=editor, now=now, number=run.number)
        assert (taken.created, taken.unchanged) == expected


def test_the_wizard_takes_people_and_asks_for_no_product(client_for: Any, editor: Any, now: Any) -> None:
    client = client_for("editor")
    file = SimpleUploadedFile("people.csv", SAMPLE.read_bytes())
    url = client.post("connectors/upload", {"file": file, "noun": "people"}).url
    assert "Import 3 people" in client.get(f"{url}?step=preview").content.decode()
    page = client.get(url).content.decode()
    assert "Into the product" not in page
    assert "Availability, share of a full week" in page
    assert "Keep as it is" not in page
    assert "kept word for word" not in page

    client.post(f"{url}/start", {})
    services.perform_import(actor=editor, now=now, number=1)
    assert "People added" in client.get(url).content.decode()
    client.post(f"{url}/undo", {"edited": "lose"})
    assert b"Undone: 3 people removed." in client.get(url).content
    assert roadmap.items_page(actor=editor).total == 0


def test_jira_reads_no_people(api_for: Any) -> None:
    api = api_for("editor")
    file = SimpleUploadedFile("people.csv", SAMPLE.read_bytes())
    answer = api.client.post(
        "/api/v1/imports", {"file": file, "source": "jira", "noun": "people"}, headers=api.headers
    )

    assert answer.status_code == 404
    assert answer.json()["detail"] == "The connector 'jira' does not read people."
