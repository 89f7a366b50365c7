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
    assert "--encoding" in caught.value.cure
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
