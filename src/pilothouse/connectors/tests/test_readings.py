"""Small files that were once read wrongly, and what is right."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from pilothouse.connectors import services
from pilothouse.connectors.tables.checking import check
from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.aside import Spool
from pilothouse.roadmap import queries as roadmap
from pilothouse.vision import services as vision


class Read:
    """A file looked at without a workspace: its report, and its items by key."""

    def __init__(self, tmp_path: Path, text: str | bytes, **more: Any) -> None:
        path = tmp_path / "file.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        source = services.source_of(actor=None, path=path, file_name=path.name, noun_name="items", **more)
        intake = source.noun.intake(None, source.columns.connector)
        came = Spool()
        self.report = check(source, intake, came=came)
        self.items = {row.external_id: row for row in came}

    @property
    def told(self) -> list[str]:
        return [reading.text for reading in self.report.readings]


def test_a_month_first_date_makes_its_column_and_file_month_first(tmp_path: Path) -> None:
    read = Read(
        tmp_path,
        "Key,Title,Due date,Created,Resolved\n"
        "US-1,Ship,12/31/2026,11/02/2026,\nUS-2,Freeze,12/01/2026,11/03/2026,\n"
        "US-3,Old,02/10/2026,01/05/2026,02/09/2026\n",
    )

    assert read.items["US-2"].deadline == date(2026, 12, 1)
    assert read.items["US-3"].deadline == date(2026, 2, 10)
    assert read.items["US-1"].opened_at == datetime(2026, 11, 2, tzinfo=UTC)
    assert read.told[0] == "Due date: month first, as 12/31/2026 shows; 12/01/2026 is 1 Dec 2026."
    assert not any(reading.is_ambiguous for reading in read.report.readings)


def test_dates_that_fit_both_orders_are_a_question_with_both_answers(tmp_path: Path) -> None:
    text = "Key,Title,Due date\nA-1,One,01/02/2027\nA-2,Two,05/02/2027\n"
    read = Read(tmp_path, text)
    reading = next(each for each in read.report.readings if each.is_ambiguous)

    assert [choice.word for choice in reading.choices] == ["day-first", "month-first"]
    assert read.items["A-1"].deadline == date(2027, 2, 1)
    chosen = Read(tmp_path, text, readings={"Due date": "month-first"})
    assert chosen.items["A-1"].deadline == date(2027, 1, 2)
    assert not any(each.is_ambiguous for each in chosen.report.readings)


def test_german_numbers_have_a_decimal_comma_and_it_is_told(tmp_path: Path) -> None:
    read = Read(
        tmp_path, "Key;Title;Estimate;Story points\nG-1;Half;0,5;2,5\nG-2;Big;1.234,5;3\nG-3;Points;1.000;8\n"
    )

    assert [item.likely for item in read.items.values()] == [0.5, 1234.5, 1000]
    assert [item.story_points for item in read.items.values()] == [2.5, 3, 8]
    assert "Estimate: decimal comma, as 0,5 shows; 1.000 is 1000." in read.told


HOURS = (
    "Issue key,Issue id,Summary,Original estimate\nD-1,1,A,3d\nD-2,2,B,1w 2d 4h\nD-3,3,C,30m\nD-4,4,D,60\n"
)


def test_jiras_durations_are_words_or_seconds(tmp_path: Path) -> None:
    read = Read(tmp_path, HOURS, source="jira")

    assert [item.likely for item in read.items.values()] == [3, 7.5, 0.0625, pytest.approx(1 / 480)]


def test_the_header_or_the_tracker_may_name_the_unit(tmp_path: Path) -> None:
    assert Read(tmp_path, "Key,Title,Estimate (hours)\nA-1,One,16\n").items["A-1"].likely == 2
    azure = "ID,Work Item Type,Title,State,Original Estimate\n7,Task,One,New,16\n"
    assert Read(tmp_path, azure).items["7"].likely == 2
    linear = "ID,Title,Status,Estimate,Creator,Cycle Name\nENG-1,One,Todo,5,Al,C1\n"
    assert Read(tmp_path, linear).items["ENG-1"].story_points == 5


@pytest.mark.parametrize(
    "text",
    [
        '"Jan 31, 2026, 3:04 PM"',
        "31/Jan/26 15:04",
        "2026-01-31 03:04 PM",
        "31.01.2026 15:04:00",
        "31.01.26 15:04",
        "2026/01/31 3:04 PM",
        "1/31/26 15:04",
        "2026-01-31T15:04:00.000+0000",
        '"Sat, 31 Jan 2026 15:04:00 +0000"',
        "31/janv./26 3:04 PM",
    ],
)
def test_the_dates_of_cloud_server_and_localised_exports_are_read(tmp_path: Path, text: str) -> None:
    read = Read(tmp_path, f"Issue key,Issue id,Summary,Created\nC-1,1,a,{text}\n", source="jira")

    assert read.items["C-1"].opened_at == datetime(2026, 1, 31, 15, 4, tzinfo=UTC)


def test_a_spreadsheets_numbers_are_dates_and_its_empties_are_told(tmp_path: Path) -> None:
    read = Read(
        tmp_path,
        "Key,Title,Due date,Created\nX-1,a,46324,46320.5\nX-2,b,1900-01-01,1899-12-30\nX-3,c,0,0\n",
    )

    assert [item.deadline for item in read.items.values()] == [date(2026, 10, 29), None, None]
    assert len(read.report.warnings) == 4
    assert "46324 is 29 Oct 2026" in read.told[0]


def test_empty_rows_and_surplus_or_missing_end_cells_harm_no_one(tmp_path: Path) -> None:
    read = Read(
        tmp_path,
        "Key,Title,Due date,\nE-1,Alpha,2026-12-01,\n,,,\nE-2,Beta,2026-12-02,\n\n"
        "E-3,Gamma,2026-12-03\nE-4,Delta,2026-12-04,,,\n",
    )

    assert list(read.items) == ["E-1", "E-2", "E-3", "E-4"]
    assert read.report.is_clean


def test_cyrillic_that_is_not_utf_8_is_refused_with_its_encoding_and_a_sample(tmp_path: Path) -> None:
    text = "Key;Title;Status\nU-1;Проверить размер;Готово\n".encode("cp1251")
    with pytest.raises(Invalid) as caught:
        Read(tmp_path, text)

    assert caught.value.extra["encodings"][0] == {
        "encoding": "cp1251",
        "sample": "U-1;Проверить размер;Готово",
    }
    assert Read(tmp_path, text, encoding="cp1251").items["U-1"].title == "Проверить размер"


def test_github_closes_items_and_lists_labels_with_commas(tmp_path: Path) -> None:
    read = Read(
        tmp_path,
        'number,title,state,labels,closed_at\n101,Crash,closed,"bug, ui",2026-01-20T23:30:00Z\n'
        '102,Dark,open,"enhancement,help wanted",\n',
    )

    assert read.items["101"].labels == ("bug", "ui")
    assert read.items["102"].labels == ("enhancement", "help wanted")
    assert read.items["101"].resolved_at == datetime(2026, 1, 20, 23, 30, tzinfo=UTC)


def test_what_is_no_estimate_is_told_and_what_is_too_large_is_refused(tmp_path: Path) -> None:
    read = Read(
        tmp_path,
        "Key,Title,Estimate,Low,High\nZ-1,Milestone,0,,\nZ-4,Only low,,2,\n"
        "Z-6,Inf,1e400,,\nZ-7,Big,999999999,,\n",
    )

    assert [item.likely for item in read.items.values()] == [0, None, None, None]
    assert [problem.row for problem in read.report.problems] == [4, 5]
    assert "one end is no range" in read.report.warnings[0].text


def test_a_plans_predecessors_have_types_and_lags(tmp_path: Path, editor: Any, now: Any) -> None:
    path = tmp_path / "plan.csv"
    path.write_text(
        "ID,Name,Duration,Predecessors\n1,Design,5,\n2,Build,6,1-FS=P-2D\n3,Test,2,2FS-1d\n4,Docs,2,1;2\n"
        "5,Ship,1,4FS+50%\n"
    )
    product = vision.ensure_product(actor=editor, now=now, key="PLAN", name="Plan")
    report = services.check_file(actor=editor, path=path, file_name=path.name)
    digest, size = services.copy_file(actor=editor, path=path)
    run = services.register_import(
        actor=editor,
        now=now,
        digest=digest,
        size=size,
        file_name=path.name,
        report=report,
        product_id=product.id,
    )
    services.begin_import(actor=editor, number=run.number, product_id=product.id, job_id=None)
    services.perform_import(actor=editor, now=now, number=run.number, skip_broken=True)
    found = {
        item.key: [(edge.kind, edge.lag_days) for edge in roadmap.item(actor=editor, key=item.key).waits_for]
        for item in roadmap.items_page(actor=editor).rows
    }

    assert list(found.values()) == [[], [("FS", -2)], [("FS", -1)], [("FS", 0), ("FS", 0)], []]
    assert "'4FS+50%' has a lag that cannot be read." in report.problems[0].text


PLANE = """\
"Identifier","Sequence Id","Parent","Name","State Name","Assignees","Created By Name","Target Date",\
"Completed At","Estimate","Labels","Cycles","Modules","Relations"
"TEST-1","1","","Login","Todo","[""Jo""]","Al","","","5","[""backend"", ""security""]","[]","[""Auth""]","[]"
"TEST-2","2","TEST-1","Dash","Done","[""Al"", ""Jo""]","Al","2024-01-05","2024-01-04T10:00:00Z",\
"3","[]","[""Sprint 1""]","[]","[{""type"": ""blocked_by"", ""issue"": ""TEST-1""}]"
"""


def test_planes_headers_and_lists_are_known(tmp_path: Path) -> None:
    one, two = Read(tmp_path, PLANE).items.values()

    assert (one.external_id, one.status, one.labels) == ("TEST-1", "ready", ("backend", "security"))
    assert (one.components, one.likely, one.assignee) == (("Auth",), 5, "Jo")
    assert (two.parent_external_id, two.status, two.deadline) == ("TEST-1", "done", date(2024, 1, 5))
    assert (two.reporter, two.sprints[0].name) == ("Al", "Sprint 1")
    assert [(link.target_external_id, link.dependency) for link in two.links] == [("TEST-1", "predecessor")]


def test_a_gantt_charts_headers_are_known_and_its_people_are_not_items(tmp_path: Path) -> None:
    read = Read(
        tmp_path,
        "ID,Name,Begin date,End date,Duration,Coordinator,Predecessors,Resources,Notes\n"
        "0,Walls,2027-02-01,2027-02-05,5,,,Ann,n\n1,Roof,2027-02-08,2027-02-12,5,Zoe,0,Bob,\n\n"
        "ID,Name,Default role,e-mail\n0,Ann,Default:0,\n",
    )

    assert list(read.items) == ["0", "1"]
    assert [item.assignee for item in read.items.values()] == ["Ann", "Zoe"]
    assert read.items["0"].earliest_start == date(2027, 2, 1)
    assert read.items["1"].links[0].target_external_id == "0"
    assert "A second table begins in line 5" in read.told[0]


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("Nr.;Titel;Zustand;Verantwortlich;Fällig am;Aufwand (Tage)", "German"),
        ("Clé;Résumé;État;Responsable;Date d'échéance;Durée", "French"),
        ("Clave;Título;Estado;Asignado a;Fecha de vencimiento;Duración", "Spanish"),
        ("Chave;Resumo;Situação atual;Responsável;Prazo;Duração", "Portuguese"),
        ("Chiave;Titolo;Stato;Assegnatario;Scadenza;Durata", "Italian"),
        ("Sleutel;Naam;Status;Toegewezen aan;Vervaldatum;Duur", "Dutch"),
        ("Ключ;Название;Статус;Исполнитель;Срок исполнения;Оценка", "Russian"),
        ("编号;标题;状态;负责人;截止日期;工期", "Chinese"),
        ("キー;件名;ステータス;担当者;期限日;見積もり", "Japanese"),
    ],
)
def test_headers_in_the_large_languages_are_known(tmp_path: Path, header: str, wanted: str) -> None:
    read = Read(tmp_path, f"{header}\nA-1;One;x;Ann;2027-01-31;3d\n")
    item = read.items["A-1"]

    assert (item.title, item.tracker_status, item.assignee) == ("One", "x", "Ann"), wanted
    assert (item.deadline, item.likely) == (date(2027, 1, 31), 3)


def test_two_columns_for_one_value_are_told(tmp_path: Path) -> None:
    read = Read(tmp_path, "Key,Title,Title,Status,Status\nD-1,First,Second,Open,Done\n")

    assert read.items["D-1"].title == "First"
    assert len(read.report.warnings) == 2


def test_a_predecessor_that_is_missing_or_the_item_itself_is_told(tmp_path: Path) -> None:
    read = Read(tmp_path, "Key,Title,Waits for\nV-1,Plan,\nV-2,Build,V-9\nV-3,Self,V-3\nV-4,Lag,V-1FS+2d\n")

    assert [warning.row for warning in read.report.warnings] == [3, 4]
    assert read.items["V-4"].links[0].lag == 2


def test_pasted_cells_are_read_like_a_file(tmp_path: Path) -> None:
    read = Read(tmp_path, "Key\tTitle\tDue\r\nA-1\tOne\t31/12/2026\r\n")

    assert read.items["A-1"].deadline == date(2026, 12, 31)


def test_december_is_read_however_it_is_written(tmp_path: Path) -> None:
    days = (
        "31 Dec 2026",
        "31. Dezember 2026",
        "31.\u00a0Dez.\u00a02026",
        "31 décembre 2026",
        "31 de dez. de 2026",
    )
    rows = "".join(f"A-{n},Pump,{day}\n" for n, day in enumerate(days))
    read = Read(tmp_path, f"Key,Title,Due date\n{rows}")
    assert {item.deadline for item in read.items.values()} == {date(2026, 12, 31)}
    assert read.report.problem_count == 0


def test_days_of_a_person_in_a_german_head_are_days(tmp_path: Path) -> None:
    read = Read(tmp_path, "Nr.;Vorgang;Aufwand (PT)\n1;Pumpe;1,5\n2;Test;2\n")
    assert [item.likely for item in read.items.values()] == [1.5, 2.0]


def test_a_portuguese_status_and_priority_are_known(tmp_path: Path) -> None:
    read = Read(
        tmp_path, "ID;Tarefa;Situação;Prioridade\n1;Bomba;Em andamento;Alta\n2;Prova;Concluído;Baixa\n"
    )
    assert [(item.status, item.priority) for item in read.items.values()] == [
        ("in_progress", "high"),
        ("done", "low"),
    ]


def test_the_line_below_the_head_of_a_table_in_markdown_is_no_row(tmp_path: Path) -> None:
    read = Read(tmp_path, "| Key | Title | Estimate |\n|:----|-------|---------:|\n| A-1 | Pump  | 3 |\n")
    assert [(key, item.title, item.likely) for key, item in read.items.items()] == [("A-1", "Pump", 3.0)]
    assert read.report.problem_count == 0
