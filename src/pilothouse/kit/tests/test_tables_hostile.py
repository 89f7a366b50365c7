"""Files that are made to harm: bombs, entities, tags without end. Each is refused within a second or so."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from time import process_time

import pytest

from pilothouse.engine.tests.growth import Growth
from pilothouse.kit import markdown
from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables import reading
from pilothouse.kit.tables.encodings import known_encoding
from pilothouse.kit.tables.html import table_rows
from pilothouse.kit.tables.reading import opened

MB = 2**20


def _packed(part: bytes, times: int) -> bytes:
    """A gzip of `part` over and over, without ever holding it inflated."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9) as file:
        for _ in range(times):
            file.write(part)
    return out.getvalue()


def _book(sheet: bytes, shared: bytes = b"<sst/>") -> bytes:
    parts = {
        "xl/workbook.xml": b'<workbook xmlns:r="r"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": b'<R><R Id="r1" Target="worksheets/sheet1.xml"/></R>',
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": shared,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>
<sst><si><t>&d;</t></si></sst>"""
FOREIGN = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<worksheet><sheetData><row><c t="inlineStr"><is><t>&a;</t></is></c></row></sheetData></worksheet>"""
WIDE = (
    LAUGHS.decode()
    .replace('<?xml version="1.0"?>', '<?xml version="1.0" encoding="utf-16"?>')
    .encode("utf-16")
)
ROWS = b"<worksheet><sheetData>%s</sheetData></worksheet>"

FILES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "newlines in an archive": ("a.csv.gz", lambda: _packed(b"\n" * MB, 128), "is empty"),
    "a heading, then newlines": ("a.csv.gz", lambda: _packed(b"a,b\n1,2\n" + b"\n" * MB, 64), "are empty"),
    "commas in an archive": ("a.csv.gz", lambda: _packed(b",\n" * (MB // 2), 64), "are empty"),
    "one line in an archive": ("a.csv.gz", lambda: _packed(b"x" * MB, 80), "more than 4 million characters"),
    "billion laughs": ("a.xlsx", lambda: _book(ROWS % b"", LAUGHS), "declares entities"),
    "the same in UTF-16": ("a.xlsx", lambda: _book(ROWS % b"", WIDE), "declares entities"),
    "a foreign entity": ("a.xlsx", lambda: _book(FOREIGN), "declares entities"),
    "a large cell": (
        "a.xlsx",
        lambda: _book(ROWS % (b'<row><c t="inlineStr"><is><t>' + b"x" * 40 * MB + b"</t></is></c></row>")),
        "cell is too large",
    ),
    "wide cells": ("a.html", lambda: b"<table><tr>" + b"<td colspan=2000>x" * 8_000 + b"</tr></table>", ""),
    "a tag without end": (
        "a.html",
        lambda: b"<table><tr><td>x</td></tr></table><!-- " + b"x" * 8 * MB,
        "no end",
    ),
    "odd spans": ("a.html", "<table><tr><td colspan=²>a<td colspan=99999999999>b</tr></table>".encode, ""),
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_soon_and_takes_little_memory(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_MOST_EMPTY", 50_000)  # a million takes a second
    file, make, words = FILES[name]
    path = tmp_path / file
    path.write_bytes(make())
    tracemalloc.start()
    began = process_time()
    try:
        with pytest.raises(Invalid, match=words) if words else nullcontext():
            _read(path)
        assert process_time() - began < 10  # tracing takes a multiple
        assert tracemalloc.get_traced_memory()[1] < 60 * MB
    finally:
        tracemalloc.stop()


def _read(path: Path) -> None:
    with opened(path, name=path.name) as (_, rows):
        for _ in rows:
            pass


def test_only_encodings_of_the_list_are_known() -> None:
    for name in ("punycode", "base64", "idna", "rot13", "undefined", "utf-7", "", "x" * 1_000):
        assert known_encoding(name) == ""
    assert known_encoding("ISO-8859-1") == known_encoding(" windows-1252") == "cp1252"
    assert known_encoding("UTF_8") == "utf-8"


def test_comments_without_an_end_take_a_time_in_proportion() -> None:
    def seconds(times: int) -> float:
        began = process_time()
        markdown._uncommented("<!-- " * times)
        list(table_rows(iter(["<table>", "<!-- a --> " * times]), 0))
        return process_time() - began

    assert Growth(seconds(4_000), seconds(16_000)).is_linear
