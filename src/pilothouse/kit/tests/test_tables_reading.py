"""Files that are what they should be, and files that are not."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables import reading


def _file(tmp_path: Path, content: bytes, name: str = "file.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def _rows(path: Path, encoding: str = "") -> tuple[list[str], list[tuple[int, list[str]]]]:
    with reading.opened(path, encoding) as (header, rows):
        return header, [(row.number, row.cells) for row in rows]


@pytest.mark.parametrize(
    "content",
    [
        b"Key,Title\nA-1,One\n",
        b"Key;Title\nA-1;One\n",
        b"Key\tTitle\r\nA-1\tOne\r\n",
        b"\xef\xbb\xbfKey,Title\nA-1,One\n",
        "Key,Title\nA-1,One\n".encode("utf-16"),
        gzip.compress(b"Key,Title\nA-1,One\n", mtime=0),
    ],
    ids=["comma", "semicolon", "tab", "marked", "utf-16", "gzip"],
)
def test_every_common_form_reads_alike(tmp_path: Path, content: bytes) -> None:
    assert _rows(_file(tmp_path, content)) == (["Key", "Title"], [(2, ["A-1", "One"])])


def test_a_row_is_numbered_by_the_line_it_begins_at(tmp_path: Path) -> None:
    _, rows = _rows(_file(tmp_path, b'Key,Title\nA-1,"two\nlines"\nA-2,Next\n'))
    assert [number for number, _ in rows] == [2, 4]


def test_a_wrong_encoding_names_line_and_byte(tmp_path: Path) -> None:
    path = _file(tmp_path, b"Key,Title\nA-1,One\nA-2,Caf\xe9\n")
    with pytest.raises(Invalid) as caught:
        _rows(path)
    assert "line 3, byte 8" in caught.value.where
    assert "--encoding" in caught.value.in_shell
    assert _rows(path, "cp1252")[1][1][1] == ["A-2", "Café"]


def test_a_field_of_many_megabytes_is_refused_by_row(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.write(b'Key,Title\nA-1,One\nA-2,"')
        for _ in range(40):
            file.write(b"x" * 50_000 + b"\n")
    with pytest.raises(Invalid) as caught:
        _rows(path)
    assert "line 3" in caught.value.where


def test_an_endless_line_is_refused_without_reading_it_whole(tmp_path: Path) -> None:
    path = tmp_path / "line.csv"
    with path.open("wb") as file:
        file.write(b"Key,Title\n")
        file.truncate(10 + 900 * 2**20)  # a hole of NUL bytes that costs no disk
    with pytest.raises(Invalid):
        _rows(path)


def test_an_archive_that_inflates_beyond_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LARGEST_FILE", 100_000)
    path = _file(tmp_path, gzip.compress(b"Key,Title\n" + b"A-1,One\n" * 50_000), "bomb.csv.gz")
    with pytest.raises(Invalid, match="more than"):
        _rows(path)


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", gzip.compress(b"", mtime=0)], ids=["nothing", "blank lines", "empty archive"]
)
def test_an_empty_file_says_so(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Invalid, match="empty"):
        _rows(_file(tmp_path, content))


def test_a_damaged_archive_says_so(tmp_path: Path) -> None:
    whole = gzip.compress(b"Key,Title\n" + bytes(range(32, 120)) * 3000)
    with pytest.raises(Invalid, match="damaged"):
        _rows(_file(tmp_path, whole[: len(whole) // 2]))


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_is_what_parts_the_first_lines_alike(tmp_path: Path, sign: str) -> None:
    lines = [sign.join(cells) for cells in (["Key", "Title"], ["A-1", '"a, b; c | d"'], ["A-2", "1,5; 2"])]
    if sign in ",;":
        lines[2] = sign.join(["A-2", '"1,5; 2"'])
    header, rows = _rows(_file(tmp_path, "\n".join(lines).encode()))

    assert header == ["Key", "Title"]
    assert [cells for _, cells in rows] == [["A-1", "a, b; c | d"], ["A-2", "1,5; 2"]]


def test_a_header_with_commas_does_not_mislead(tmp_path: Path) -> None:
    header, rows = _rows(_file(tmp_path, b"Key;Title, short, plain\nA-1;One\nA-2;Two\n"))

    assert header == ["Key", "Title, short, plain"]
    assert len(rows) == 2


def test_excels_own_line_names_the_delimiter(tmp_path: Path) -> None:
    assert _rows(_file(tmp_path, b"sep=;\nKey;Title\nA-1;a,b,c\n")) == (
        ["Key", "Title"],
        [(3, ["A-1", "a,b,c"])],
    )


def test_rows_and_cells_without_a_value_are_left_out(tmp_path: Path) -> None:
    header, rows = _rows(_file(tmp_path, b"Key,Title,\nE-1,Alpha,\n,,\n\nE-2\n"))

    assert header == ["Key", "Title"]
    assert rows == [(2, ["E-1", "Alpha", ""]), (5, ["E-2"])]


def test_lines_above_the_header_are_skipped_and_noted(tmp_path: Path) -> None:
    path = _file(tmp_path, b"Plan of the year\n\nKey,Title,Due,Owner\nA-1,One,,\nA-2,Two,2027-01-01,Ann\n")
    with reading.opened(path) as (header, rows):
        assert header == ["Key", "Title", "Due", "Owner"]
        assert [row.number for row in rows] == [4, 5]
        assert rows.notes == ["The header is in line 3; what stands above it is not read."]


def test_a_second_table_is_not_read_and_noted(tmp_path: Path) -> None:
    path = _file(tmp_path, b"ID,Name,Begin date\n0,Walls,2027-02-01\n\nID,Name,Default role\n0,Ann,Builder\n")
    with reading.opened(path) as (_, rows):
        assert [row.cells[1] for row in rows] == ["Walls"]
    assert rows.notes == ["A second table begins in line 4 (ID, Name, Default role …) and is not read."]


def test_utf_16_is_known_without_its_mark(tmp_path: Path) -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        assert _rows(_file(tmp_path, "Key,Title\nA-1,One\n".encode(encoding)))[1] == [(2, ["A-1", "One"])]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Исправить кнопку входа"),
        ("koi8-r", "Исправить кнопку входа"),
        ("cp1252", "Première étape: créer l'écran"),
        ("cp1250", "Přidat tlačítko pro přihlášení"),
        ("cp932", "ログインボタンを修正する"),
    ],
)
def test_a_file_in_another_encoding_is_refused_with_likely_ones_and_a_sample(
    tmp_path: Path, encoding: str, text: str
) -> None:
    path = _file(tmp_path, f"Key;Title\nU-1;{text}\n".encode(encoding))
    with pytest.raises(Invalid) as caught:
        _rows(path)

    assert caught.value.code == "wrong_encoding"
    assert caught.value.extra["encodings"][0] == {"encoding": encoding, "sample": f"U-1;{text}"}
    assert f"--encoding {encoding}" in caught.value.in_shell
    assert _rows(path, encoding)[1] == [(2, ["U-1", text])]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            b'<?xml version="1.0"?>\n<Project xmlns="http://schemas.microsoft.com/project">',
            "Microsoft Project XML",
        ),
        (b'<?xml version="1.0"?><a/>', "XML"),
        (b'{"cards": []}', "JSON"),
        (b"%PDF-1.7", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel workbook of 2003 or before"),
    ],
)
def test_another_format_is_named_with_the_way_out(tmp_path: Path, content: bytes, told: str) -> None:
    with pytest.raises(Invalid, match=told) as caught:
        _rows(_file(tmp_path, content))
    assert caught.value.code == "other_format"
    assert caught.value.cure


def test_the_largest_table_of_a_page_is_read(tmp_path: Path) -> None:
    page = (
        "<html><head><meta charset='utf-8'></head><body><table><tr><td>Jira</td></tr></table>"
        "<table><tr><th>Key</th><th>Summary</th></tr>"
        "<tr><td><a href='x'>A-1</a></td><td>One <b>two</b></td></tr>"
        "<tr><td>A-2<td>Caf&eacute;<br>line</table></body></html>"
    )
    header, rows = _rows(_file(tmp_path, page.encode(), "export.xls"))

    assert header == ["Key", "Summary"]
    assert rows == [(2, ["A-1", "One two"]), (3, ["A-2", "Café\nline"])]


def test_pasted_cells_are_a_table_with_tabs(tmp_path: Path) -> None:
    pasted = 'Key\tTitle\tDue\r\nA-1\t"two\nlines"\t31/12/2026\r\nA-2\tOne, two; three\t\r\n'
    assert [cells for _, cells in _rows(_file(tmp_path, pasted.encode()))[1]] == [
        ["A-1", "two\nlines", "31/12/2026"],
        ["A-2", "One, two; three", ""],
    ]
