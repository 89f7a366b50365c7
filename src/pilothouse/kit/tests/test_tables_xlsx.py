"""Workbooks, read row by row."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.numbers import Exact, parse_number
from pilothouse.kit.tables.reading import opened


def _book(tmp_path: Path, fill: Callable[[Any], None], **options: Any) -> Path:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path, options) as book:
        fill(book)
    return path


def _rows(path: Path) -> tuple[list[str], list[list[str]], list[str]]:
    with opened(path) as (header, rows):
        cells = [row.cells for row in rows]
    return header, cells, rows.notes


def _one_of_each(book: Any) -> None:
    sheet = book.add_worksheet("Items")
    day, moment = (
        book.add_format({"num_format": "dd/mm/yyyy"}),
        book.add_format({"num_format": "d mmm yy hh:mm"}),
    )
    money = book.add_format({"num_format": '#,##0.00 "Mio"'})
    sheet.write_row(0, 0, ["Key", "Title", "Due", "Created", "Estimate", "Cost", "Open"])
    sheet.write_row(1, 0, ["A-1", "One"])
    sheet.write_datetime(1, 2, datetime(2026, 12, 31), day)
    sheet.write_datetime(1, 3, datetime(2026, 1, 31, 15, 4), moment)
    sheet.write_number(1, 4, 1.234)
    sheet.write_number(1, 5, 3, money)
    sheet.write_boolean(1, 6, True)
    sheet.write_rich_string(3, 1, "two ", book.add_format({"bold": True}), "parts")


@pytest.mark.parametrize("of_1904", [False, True])
def test_every_kind_of_cell_is_read_as_what_it_is(tmp_path: Path, of_1904: bool) -> None:
    header, rows, notes = _rows(_book(tmp_path, _one_of_each, date_1904=of_1904))

    assert header == ["Key", "Title", "Due", "Created", "Estimate", "Cost", "Open"]
    assert rows[0] == ["A-1", "One", "2026-12-31", "2026-01-31 15:04:00", "1.234", "3", "yes"]
    assert rows[1] == ["", "two parts"]
    assert notes == []


def test_a_number_has_no_other_reading(tmp_path: Path) -> None:
    cell = _rows(_book(tmp_path, _one_of_each))[1][0][4]

    assert isinstance(cell, Exact)
    assert parse_number(cell, ",") == 1.234


def test_strings_in_their_cells_are_read_too(tmp_path: Path) -> None:
    header, rows, _ = _rows(_book(tmp_path, _one_of_each, in_memory=True, constant_memory=True))

    assert (header[:2], rows[0][:2]) == (["Key", "Title"], ["A-1", "One"])


def test_the_first_sheet_with_a_table_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        book.add_worksheet("Cover").write(0, 0, "Our plan")
        hidden = book.add_worksheet("Hidden")
        hidden.write_row(0, 0, ["Key", "Title"])
        hidden.write_row(1, 0, ["H-1", "No"])
        hidden.hide()
        sheet = book.add_worksheet("Tasks")
        sheet.write_row(0, 0, ["Key", "Title"])
        sheet.write_row(1, 0, ["A-1", "One"])
        book.get_worksheet_by_name("Cover").activate()

    header, rows, notes = _rows(_book(tmp_path, fill))

    assert (header, rows) == (["Key", "Title"], [["A-1", "One"]])
    assert notes == ["The sheet 'Tasks' is read, and not Cover."]


def _packed(tmp_path: Path, sheet: str, strings: str = "<sst/>") -> Path:
    path = tmp_path / "made.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.xml",
            '<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels", '<R><Relationship Id="r1" Target="worksheets/sheet1.xml"/></R>'
        )
        archive.writestr("xl/sharedStrings.xml", strings)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return path


def test_a_bomb_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    cell = "<c t='inlineStr'><is><t>" + "x" * 40_000_000 + "</t></is></c>"
    with pytest.raises(Invalid, match="too large"):
        _rows(_packed(tmp_path, f"<worksheet><sheetData><row r='1'>{cell}</row></sheetData></worksheet>"))


def test_a_row_of_too_many_cells_is_refused(tmp_path: Path) -> None:
    row = "<row r='1'>" + "<c><v>1</v></c>" * 2001 + "</row>"
    with pytest.raises(Invalid, match="more than 2,000 cells"):
        _rows(_packed(tmp_path, f"<worksheet><sheetData>{row}</sheetData></worksheet>"))


@pytest.mark.parametrize(
    "sheet",
    [
        "<worksheet><sheetData><row",
        "<worksheet><sheetData><row r='1'><c t='s'><v>7</v></c></row></sheetData></worksheet>",
    ],
)
def test_a_damaged_workbook_says_so(tmp_path: Path, sheet: str) -> None:
    with pytest.raises(Invalid, match="damaged"):
        _rows(_packed(tmp_path, sheet))


def test_a_file_that_ends_too_early_is_damaged(tmp_path: Path) -> None:
    path = _book(tmp_path, _one_of_each)
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(Invalid, match="damaged"):
        _rows(path)


def test_an_empty_date_of_a_spreadsheet_is_its_zero(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Key", "Due"])
        sheet.write_row(1, 0, ["A-1", 0], book.add_format({"num_format": "yyyy-mm-dd"}))

    assert date.fromisoformat(_rows(_book(tmp_path, fill))[1][0][1]) == date(1899, 12, 30)


def test_cells_merged_over_rows_count_for_each_of_them(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:A2", "Epic")
        sheet.merge_range("B1:C1", "Work")
        sheet.write_row("B2", ["Title", "Days"])
        sheet.merge_range("A3:A5", "Checkout")
        for row, (title, days) in enumerate((("One", 1), ("Two", 2), ("Three", 3), ("Four", 4)), 2):
            sheet.write_row(row, 1, [title, days])
        sheet.merge_range("B8:C8", "Signed by Ann")  # side by side: the value is that of the first

    header, rows, notes = _rows(_book(tmp_path, fill))
    assert header == ["Epic", "Title", "Days"]
    assert rows == [
        ["Checkout", "One", "1"],
        ["Checkout", "Two", "2"],
        ["Checkout", "Three", "3"],
        ["", "Four", "4"],
        ["", "Signed by Ann"],
    ]
    assert notes == [
        "What spans the columns below it is not read (row 1).",
        "The value of merged cells counts for each of their rows (row 2 and 2 more).",
    ]


HEAD = (
    "<row r='1'><c r='A1' t='inlineStr'><is><t>Key</t></is></c>"
    "<c r='B1' t='inlineStr'><is><t>Days</t></is></c></row>"
)


def _cells(tmp_path: Path, *cells: str, before: str = "", row: str = "") -> tuple[list[list[str]], list[str]]:
    """The rows below the head, each of a key and one of `cells`, and what is noted."""
    text = "".join(
        f"<row r='{number}'{row}><c r='A{number}' t='inlineStr'><is><t>A-{number}</t></is></c>{cell}</row>"
        for number, cell in enumerate(cells, 2)
    )
    found = _rows(_packed(tmp_path, f"<worksheet>{before}<sheetData>{HEAD}{text}</sheetData></worksheet>"))
    return found[1:]


def test_a_formula_that_nobody_worked_out_is_empty_and_told(tmp_path: Path) -> None:
    cells = (
        "<c r='B2'><f>1+1</f><v></v></c>",
        "<c r='B3'><f t='shared' si='0'/></c>",
        "<c r='B4'><f>2+2</f><v>4</v></c>",
        "<c r='B5' t='str'><f>LEFT(A1,0)</f><v></v></c>",  # worked out, and empty
    )
    rows, notes = _cells(tmp_path, *cells)
    assert rows == [["A-2"], ["A-3"], ["A-4", "4"], ["A-5"]]
    cure = "Open the workbook in a spreadsheet program, save it, and bring that in."
    assert notes == [f"Formulas without a stored value read as empty (B2 and 1 more). {cure}"]


def test_a_zero_that_a_program_wrote_for_a_formula_is_no_value(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Key", "Days"])
        sheet.write_row(1, 0, ["A-1", 0])
        sheet.write_row(2, 0, ["A-2"])
        sheet.write_formula(2, 1, "=1+1")

    _, rows, notes = _rows(_book(tmp_path, fill))
    assert rows == [["A-1", "0"], ["A-2"]]
    assert [note[:46] for note in notes] == ["Formulas without a stored value read as empty "]


def test_an_error_in_a_cell_is_empty_and_told(tmp_path: Path) -> None:
    rows, notes = _cells(
        tmp_path, "<c r='B2' t='e'><v>#N/A</v></c>", "<c r='B3' t='e'><f>X</f><v>#REF!</v></c>"
    )
    assert rows == [["A-2", ""], ["A-3", ""]]
    assert notes == ["Errors such as #N/A read as empty (#N/A in B2 and 1 more)."]


def test_hidden_rows_are_read_and_told(tmp_path: Path) -> None:
    rows, notes = _cells(tmp_path, "<c r='B2'><v>1</v></c>", "<c r='B3'><v>2</v></c>", row=" hidden='1'")
    assert rows == [["A-2", "1"], ["A-3", "2"]]
    assert notes == ["Hidden rows are read too (row 2 and 1 more)."]


def test_a_sheet_that_claims_to_be_huge_or_is_painted_far_out_is_as_large_as_its_values(
    tmp_path: Path,
) -> None:
    claimed = "<dimension ref='A1:XFD1048576'/>"
    painted = "<c r='B2'><v>1</v></c><c r='XFC2' s='0'><v/></c><c r='XFD2' s='0'/>"
    rows, notes = _cells(tmp_path, painted, before=claimed)
    assert (rows, notes) == ([["A-2", "1"]], [])
    far = _packed(
        tmp_path,
        f"<worksheet><sheetData>{HEAD}<row r='2'><c r='A2'><v>1</v></c><c r='B2'><v>2</v></c></row>"
        "<row r='1048576'><c r='A1048576' s='0'/></row></sheetData></worksheet>",
    )
    assert _rows(far)[1] == [["1", "2"]]


def test_strings_with_looks_inside_are_read_whole(tmp_path: Path) -> None:
    strings = (
        "<sst><si><r><t>Log </t></r><r><rPr><b/></rPr><t xml:space='preserve'>in </t></r><r><t>now</t></r>"
        "<rPh sb='0' eb='1'><t>small</t></rPh></si></sst>"
    )
    sheet = (
        f"<worksheet><sheetData>{HEAD}<row r='2'><c r='A2' t='s'><v>0</v></c><c r='B2'><v>3</v></c></row>"
        "</sheetData></worksheet>"
    )
    assert _rows(_packed(tmp_path, sheet, strings))[1] == [["Log in now", "3"]]


def test_hours_that_go_on_after_a_day_are_hours(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Key", "Effort"])
        for row, form in enumerate(("[h]:mm", "[hh]:mm:ss", "[Red]0.0", "hh:mm"), 1):
            sheet.write_string(row, 0, f"A-{row}")
            sheet.write_number(row, 1, 1.5, book.add_format({"num_format": form}))

    assert [row[1] for row in _rows(_book(tmp_path, fill))[1]] == ["36h", "36h", "1.5", "1899-12-31 12:00:00"]


def test_a_workbook_of_countless_merged_cells_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pilothouse.kit.tables.odd._MOST", 2)
    merged = "".join(f"<mergeCell ref='A{row}:A{row + 1}'/>" for row in range(2, 12, 2))
    sheet = f"<worksheet><sheetData>{HEAD}{HEAD}</sheetData><mergeCells>{merged}</mergeCells></worksheet>"
    with pytest.raises(Invalid, match="More than 2 cells are merged"):
        _rows(_packed(tmp_path, sheet))
