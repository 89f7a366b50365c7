"""Whatever a file claims to be, reading it takes a bounded share of memory: what is larger is refused."""

from __future__ import annotations

import gzip
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables import reading
from pilothouse.kit.tables.reading import opened

_BOOK = {
    "xl/workbook.xml": '<workbook xmlns:r="r"><sheets><sheet name="A" r:id="1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<R><Relationship Id="1" Target="worksheets/sheet1.xml"/></R>',
}


def _all(path: Path) -> int:
    with opened(path) as (_, rows):
        return sum(1 for _ in rows)


def _sheet(path: Path, rows: str, **parts: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _BOOK.items():
            archive.writestr(name, text)
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{rows}</sheetData></worksheet>")
        if strings := parts.get("strings"):
            archive.writestr("xl/sharedStrings.xml", f"<sst>{strings}</sst>")
    return path


def test_a_row_of_many_large_cells_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    cell = '"' + "x\n" * 220_000 + '"'
    path.write_text("A,B\n1,2\n" + ",".join([cell] * 10) + "\n")
    with pytest.raises(Invalid, match="A row has more than 4 million characters"):
        _all(path)


def test_empty_lines_without_end_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_MOST_EMPTY", 1000)
    path = tmp_path / "blank.csv.gz"
    path.write_bytes(gzip.compress(b"A,B\n1,2\n" + b"\n" * 1200))
    with pytest.raises(Invalid, match="lines in a row are empty"):
        _all(path)
    path.write_bytes(gzip.compress(b"A,B\n1,2\n" + b",\n" * 900 + b"3,4\n"))
    assert _all(path) == 2


def test_a_row_of_a_workbook_is_bounded_as_a_whole(tmp_path: Path) -> None:
    cell = f'<c t="inlineStr"><is><t>{"x" * 30_000}</t></is></c>'
    wide = f"<row>{cell * 400}</row>"
    path = _sheet(tmp_path / "wide.xlsx", f"<row>{cell * 2}</row>" * 3 + wide)
    with pytest.raises(Invalid, match="too large"):
        _all(path)


def test_the_strings_of_a_workbook_are_not_held_in_memory(tmp_path: Path) -> None:
    strings = "".join(f"<si><t>text {number}</t></si>" for number in range(20_000))
    rows = "".join(f'<row><c t="s"><v>{place}</v></c><c t="s"><v>19999</v></c></row>' for place in (0, 1, 2))
    path = _sheet(tmp_path / "strings.xlsx", rows, strings=strings)
    tracemalloc.start()
    try:
        with opened(path) as (header, read):
            assert header == ["text 0", "text 19999"]
            assert [each.cells[0] for each in read] == ["text 1", "text 2"]
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("<table>" * 200, "too deep"),
        ("<table><tr><td>a</td><td>b</td></tr><a " + "x" * 2_000_000, "has no end"),
        ("<table><tr><td>" + "y " * 2_500_000, "too large"),
    ],
)
def test_a_page_that_never_ends_is_refused(tmp_path: Path, page: str, told: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(f"<html>{page}")
    with pytest.raises(Invalid, match=told):
        _all(path)
