"""Tables of companies and contacts: taken in, taken in again, and undone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pilothouse.connectors import queries as connectors
from pilothouse.connectors import services as tables
from pilothouse.kit.errors import Conflict
from pilothouse.market import queries, services
from pilothouse.market.contracts import ImportedCompany, ImportedContact
from pilothouse.team import services as team

pytestmark = pytest.mark.django_db

NORTH = ImportedCompany("csv", 2, "N1", "Northwind", segment="Mid", revenue_cents=100, currency="USD")
CONTOSO = ImportedCompany("csv", 3, "C1", "Contoso")
ANA = ImportedContact("csv", 2, "ana@n.example", "Ana", "ana@n.example", company="Northwind", consent="given")


def bring(actor: Any, now: Any, sort: Any, *rows: Any, batch: str = "b1") -> Any:
    return services.import_rows(actor=actor, now=now, batch=batch, sort=sort, rows=rows)


def companies(actor: Any) -> dict[str, Any]:
    return {row.name: row for row in queries.companies(actor=actor).rows}


def contacts(actor: Any) -> dict[str, Any]:
    return {row.email: row for row in queries.contacts(actor=actor).rows}


def test_the_same_rows_again_change_nothing(editor: Any, now: Any) -> None:
    first = bring(editor, now, services.COMPANIES, NORTH, CONTOSO)
    again = bring(editor, now, services.COMPANIES, NORTH, CONTOSO, batch="b2")

    assert (first.created, first.updated, first.unchanged) == (2, 0, 0)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    assert companies(editor)["Northwind"].revenue == "1 USD"


def test_a_company_is_known_by_its_key_else_by_its_name(editor: Any, now: Any) -> None:
    bring(editor, now, services.COMPANIES, NORTH)
    services.add_company(actor=editor, now=now, name="Contoso", plan="Gold")
    renamed = replace(NORTH, name="Northwind Traders")
    taken = bring(
        editor,
        now,
        services.COMPANIES,
        renamed,
        replace(CONTOSO, name="CONTOSO", segment="Big"),
        batch="b2",
    )

    assert (taken.created, taken.updated) == (0, 2)
    assert set(companies(editor)) == {"Northwind Traders", "Contoso"}
    assert "name" in taken.notes[0].text  # entered here by hand, and kept
    assert (companies(editor)["Contoso"].plan, companies(editor)["Contoso"].segment) == ("Gold", "Big")


def test_what_someone_entered_here_stays_and_is_reported(editor: Any, now: Any) -> None:
    bring(editor, now, services.COMPANIES, NORTH)
    row = companies(editor)["Northwind"]
    services.change_company(
        actor=editor, now=now, id=row.id, version=row.version, values={"segment": "Strategic"}
    )
    taken = bring(editor, now, services.COMPANIES, replace(NORTH, segment="Small", plan="Gold"), batch="b2")

    row = companies(editor)["Northwind"]
    assert (row.segment, row.plan) == ("Strategic", "Gold")
    assert "segment" in taken.notes[0].text


def test_undoing_removes_what_came_and_gives_back_what_was_there(editor: Any, now: Any) -> None:
    bring(editor, now, services.COMPANIES, NORTH)
    bring(editor, now, services.COMPANIES, replace(NORTH, segment="Big", plan="Gold"), CONTOSO, batch="b2")
    undone = services.UndoRows(services.COMPANIES)(actor=editor, now=now, batch="b2")

    assert (undone.removed, undone.restored) == (1, 1)
    row = companies(editor)["Northwind"]
    assert (row.segment, row.plan, list(companies(editor))) == ("Mid", "", ["Northwind"])


def test_what_was_edited_since_asks_whether_it_is_kept_or_lost(editor: Any, now: Any) -> None:
    bring(editor, now, services.COMPANIES, NORTH, CONTOSO)
    row = companies(editor)["Northwind"]
    services.change_company(actor=editor, now=now, id=row.id, version=row.version, values={"plan": "Gold"})
    undo, edits = services.UndoRows(services.COMPANIES), services.EditsOfRows(services.COMPANIES)

    with pytest.raises(Conflict):
        undo(actor=editor, now=now, batch="b1")
    assert [(each.title, each.what) for each in edits(actor=editor, batch="b1")] == [("Northwind", "plan")]
    kept = undo(actor=editor, now=now, batch="b1", keep=True)
    assert (kept.removed, kept.kept, list(companies(editor))) == (1, 1, ["Northwind"])
    undo(actor=editor, now=now, batch="b1", force=True)
    assert companies(editor) == {}


def test_contacts_fill_what_is_empty_and_make_their_company(editor: Any, now: Any) -> None:
    services.add_contact(actor=editor, now=now, name="Ana R.", email="ANA@n.example")
    taken = bring(editor, now, services.CONTACTS, ANA)

    row = contacts(editor)["ANA@n.example"]
    assert (taken.created, taken.updated, dict(taken.counts)) == (0, 1, {"companies": 1})
    assert (row.name, row.company_name, row.consent) == ("Ana R.", "Northwind", "given")
    undone = services.UndoRows(services.CONTACTS)(actor=editor, now=now, batch="b1")
    row = contacts(editor)["ANA@n.example"]
    assert (row.name, row.company_name, row.consent) == ("Ana R.", "", "unknown")
    assert (undone.removed, companies(editor)) == (1, {})


def test_an_erased_contact_is_not_filled_again(owner: Any, now: Any) -> None:
    bring(owner, now, services.CONTACTS, ANA)
    row = contacts(owner)["ana@n.example"]
    services.erase_contact(actor=owner, now=now, id=row.id, version=None)

    assert queries.contact(actor=owner, id=row.id).name == ""
    assert contacts(owner) == {}


def by_file(actor: Any, now: Any, path: Path, noun: str) -> tuple[Any, Any]:
    """Check a file and bring it in, as the wizard does."""
    report = tables.check_file(actor=actor, path=path, file_name=path.name, noun_name=noun)
    digest, size = tables.copy_file(actor=actor, path=path)
    run = tables.register_import(
        actor=actor, now=now, digest=digest, size=size, file_name=path.name, report=report, product_id=None
    )
    tables.begin_import(actor=actor, number=run.number, product_id=None, job_id=None)
    taken = tables.perform_import(actor=actor, now=now, number=run.number)
    return taken, connectors.import_run(actor=actor, number=run.number)


def test_an_export_of_companies_comes_in_again_unchanged(
    editor: Any, now: Any, client_for: Any, tmp_path: Path
) -> None:
    ana = team.add_person(actor=editor, now=now, name="Ana Ruiz")
    services.add_company(
        actor=editor, now=now, name="=Northwind", segment="Mid", revenue="1,250.50 USD", owner_id=ana.id
    )
    services.add_company(actor=editor, now=now, name="Contoso", revenue="900 JPY", notes="a, b\nc")
    before = companies(editor)
    answer = client_for("viewer").get("market/companies?format=csv")
    path = tmp_path / "companies.csv"
    path.write_bytes(b"".join(answer.streaming_content))
    taken, _ = by_file(editor, now, path, "companies")

    assert (taken.created, taken.updated, taken.unchanged) == (0, 0, 2)
    assert companies(editor) == before


def test_an_export_of_contacts_comes_in_again_unchanged(
    editor: Any, now: Any, client_for: Any, tmp_path: Path
) -> None:
    bring(editor, now, services.CONTACTS, ANA)
    before = contacts(editor)
    answer = client_for("viewer").get("market/contacts?format=csv")
    path = tmp_path / "contacts.csv"
    path.write_bytes(b"".join(answer.streaming_content))
    taken, run = by_file(editor, now, path, "")

    assert run.noun == "contacts"
    assert (taken.created, taken.updated, taken.unchanged) == (0, 0, 1)
    assert contacts(editor) == before


def test_a_crm_export_is_recognised_and_its_faults_are_told_by_row(
    editor: Any, now: Any, tmp_path: Path
) -> None:
    path = tmp_path / "crm.csv"
    path.write_text(
        "Account Name,Segment,ARR,Currency,Account Owner\n"
        "Northwind,Enterprise,48000,USD,Nobody Known\n"
        ",Enterprise,1,USD,\n"
        "Contoso,Mid,much,XXQ,\n"
    )
    report = tables.check_file(actor=editor, path=path, file_name="crm.csv")
    taken, _ = by_file(editor, now, path, "")

    assert report.noun == "companies"
    assert (taken.created, companies(editor)["Northwind"].revenue) == (2, "48,000 USD")
    assert companies(editor)["Contoso"].revenue == ""


def test_a_roster_of_ones_own_people_is_still_taken_for_people(editor: Any, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Name,E-mail,Title\nAna,ana@acme.example,Engineer\n")

    report = tables.check_file(actor=editor, path=path, file_name="people.csv")
    assert report.noun == "people"
