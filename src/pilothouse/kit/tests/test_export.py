"""Tables out: what a spreadsheet reads is what was in the rows, and nothing it would run."""

from __future__ import annotations

import csv
import io
import tracemalloc
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.kit.errors import Invalid
from pilothouse.kit.export import cell, safe_text, table_response

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def response(rows: Any, kind: str, columns: Any = ("a", "b"), name: str = "table") -> Any:
    return table_response(RequestFactory().get("/"), rows=rows, columns=columns, name=name, format=kind)


def read_csv(rows: Any) -> list[list[str]]:
    text = b"".join(response(rows, "csv").streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def read_xlsx(rows: Any) -> list[list[tuple[str, str]]]:
    """Each cell as (type, value): type `n` for numbers, `t` for text."""
    book = zipfile.ZipFile(io.BytesIO(b"".join(response(rows, "xlsx").streaming_content)))
    sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert not list(sheet.iter(f"{SHEET}f")), "a formula"
    found = []
    for row in sheet.iter(f"{SHEET}row"):
        cells = []
        for one in row.iter(f"{SHEET}c"):
            text = "".join(one.itertext())
            cells.append(("t" if one.get("t") in ("inlineStr", "s", "str") else "n", text))
        found.append(cells)
    return found


@given(st.text())
def test_no_text_leaves_that_a_spreadsheet_would_run(text: str) -> None:
    out = safe_text(text)
    assert not out.startswith(DANGEROUS)
    assert out in (text, f"'{text}")


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_no_csv_cell_starts_like_a_formula(rows: list[tuple[str, str]]) -> None:
    found = read_csv(rows)
    assert len(found) == len(rows) + 1
    for line in found:
        assert not any(value.startswith(DANGEROUS) for value in line)


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(max_size=40), st.floats(), st.integers()), max_size=4))
def test_no_xlsx_cell_is_a_formula(rows: list[Any]) -> None:
    for line in read_xlsx(rows):
        assert not any(kind == "t" and value.startswith(DANGEROUS) for kind, value in line)


@pytest.mark.parametrize("value", [-3, 0, 2.5, -0.25, Decimal("-1.50")])
def test_a_number_stays_a_number(value: Any) -> None:
    assert float(read_csv([(value, "")])[1][0]) == float(value)
    kind, text = read_xlsx([(value, "x")])[1][0]
    assert (kind, float(text)) == ("n", float(value))


def test_a_numpy_number_is_a_number() -> None:
    numpy = pytest.importorskip("numpy")
    assert read_csv([(numpy.int64(-4), numpy.float32(0.5))])[1] == ["-4", "0.5"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), Decimal("NaN"), None])
def test_what_is_no_number_is_empty(value: Any) -> None:
    assert cell(value) == ""
    assert read_csv([(value, "x")])[1] == ["", "x"]
    assert read_xlsx([(value, "x")])[1] == [("t", "x")]


def test_dates_and_times_are_iso_in_csv_and_dates_in_xlsx() -> None:
    row = (date(2026, 1, 12), datetime(2026, 1, 12, 9, 30, tzinfo=UTC))
    assert read_csv([row])[1] == ["2026-01-12", "2026-01-12 09:30:00"]
    assert [kind for kind, _ in read_xlsx([row])[1]] == ["n", "n"]
    assert read_xlsx([row])[1][0][1] == "46034"
    assert read_xlsx([(date(1850, 1, 1), "")])[1] == [("t", "1850-01-01")]


def test_truth_and_lists_are_words() -> None:
    assert read_csv([(True, ["a", "b"]), (False, ["=a"])])[1:] == [["yes", "a, b"], ["no", "'=a"]]


def test_numbers_too_long_for_a_sheet_keep_their_digits_as_text() -> None:
    assert read_xlsx([(2**60 + 1, "")])[1] == [("t", str(2**60 + 1))]


def test_headings_are_plain_words_and_guarded() -> None:
    text = b"".join(response([], "csv", columns=("first_name", "=x")).streaming_content).decode("utf-8-sig")
    assert text.strip() == "first name,'=x"


def test_csv_begins_with_a_mark_so_that_spreadsheets_read_utf8() -> None:
    body = b"".join(response([("Zoë", "")], "csv").streaming_content)
    assert body.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(("ending", "kind"), [("csv", "text/csv"), ("xlsx", "spreadsheetml.sheet")])
def test_the_download_has_a_plain_name_and_its_type(ending: str, kind: str) -> None:
    found = response([], ending, name='my "plan"\r\nX: y')
    assert found.headers["Content-Disposition"] == f'attachment; filename="my-plan-X-y.{ending}"'
    assert kind in found.headers["Content-Type"]


def test_another_format_is_refused() -> None:
    with pytest.raises(Invalid):
        response([], "pdf")


def test_csv_is_streamed_in_little_memory() -> None:
    rows = ((number, "x" * 100) for number in range(200_000))
    tracemalloc.start()
    size = sum(len(part) for part in response(rows, "csv").streaming_content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 20_000_000
    assert peak < 3_000_000
