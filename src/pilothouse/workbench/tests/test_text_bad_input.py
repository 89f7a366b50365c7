"""Texts as nobody should write them, and files that are none: bounded, and said in a sentence."""

from __future__ import annotations

import csv
import json
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pilothouse.kit.errors import Invalid
from pilothouse.workbench.cli import app

LONG = (
    "word " * 199_999,
    "x" * 1_000_000,
    "<" * 999_999,
    "{code}" * 166_000,
    "[a|" * 330_000,
    "&amp;" * 190_000,
)
EMOJI = tuple("🙂🎉" * (at % 3 + 1) for at in range(12))
MIXED = (
    "The app crashes on start",
    "Die Rechnung fehlt seit März",
    "請求書が届きません",
    "Счета не приходят",
    "الفاتورة مفقودة",
    "L’app plante au démarrage",
    "앱이 충돌합니다",
    "",
    "zero\u200bwidth\ufeff and \u202eturned",
    "a\u0301" * 500,
)
COMMANDS = ("themes", "kinds", "duplicates", "search")


def file(folder: Path, texts: tuple[str, ...]) -> str:
    path = folder / "rows.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        rows = ([f"k{at}", text, ("bug", "request")[at % 2]] for at, text in enumerate(texts))
        csv.writer(stream).writerows([["key", "text", "kind"], *rows])
    return str(path)


def words(command: str, path: str) -> list[str]:
    told = {
        "themes": [path],
        "kinds": ["--train", path, "--test", path, "--label", "kind"],
        "duplicates": [path, "--key", "key"],
        "search": [path, "crash 請求書"],
    }
    return [command, *told[command], "--text", "text"]


def answered(command: str, path: str) -> Any:
    answer = CliRunner().invoke(app, [*words(command, path), "--json"], catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("texts", [LONG, EMOJI, MIXED], ids=["long", "emoji", "mixed"])
def test_odd_texts_have_an_answer_in_bounded_time(
    tmp_path: Path, command: str, texts: tuple[str, ...]
) -> None:
    path = file(tmp_path, texts)
    began = time.process_time()
    answer = answered(command, path)

    assert time.process_time() - began < 20
    assert len(json.dumps(answer)) < 100_000  # what is long is not told whole
    assert answer.get("rows", len(texts)) == len(texts)


def test_emoji_alone_are_about_nothing(tmp_path: Path) -> None:
    path = file(tmp_path, EMOJI)

    assert answered("themes", path)["no_theme"] == list(range(1, 13))
    assert answered("search", path)["hits"] == []
    assert all(row["candidates"] == [] for row in answered("duplicates", path)["candidates"])


def test_what_is_asked_for_is_found_in_its_own_script(tmp_path: Path) -> None:
    hits = answered("search", file(tmp_path, MIXED))["hits"]

    assert {hit["row"]: hit["held"] for hit in hits[:2]} == {1: ["crash"], 3: ["請", "求", "書"]}


def test_a_file_of_one_column_is_read_and_what_else_is_needed_is_named(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text("text\nThe app crashes\nno comma here\n", encoding="utf-8")

    assert answered("themes", str(path))["rows"] == 2
    assert answered("search", str(path))["hits"][0]["row"] == 1
    for command, column in (("kinds", "kind"), ("duplicates", "key")):
        with pytest.raises(Invalid, match=f"There is no column '{column}'. The columns are text"):
            answered(command, str(path))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (b"\n\n\n", "The file is empty"),
        (b"key,text,kind\n", "The table has no rows"),
        (b'key,text,kind\na,"' + b"x" * (2**20 + 1) + b'",bug\n', "more than a million characters"),
        (bytes(range(256)) * 50, "not UTF-8"),
        (b"\x00\x01text,kind\n", "NUL|binary|zero"),
    ],
    ids=["empty", "blank", "header", "too long", "binary", "nul"],
)
@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_no_table_is_refused_by_name(tmp_path: Path, command: str, content: bytes, said: str) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(content)

    with pytest.raises(Invalid, match=said) as refused:
        answered(command, str(path))
    assert "odd.csv" in refused.value.where or "odd.csv" in refused.value.message
    assert refused.value.cure


def test_a_key_that_stands_twice_is_named_in_a_long_table_too(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    rows = "".join(f"k{at},\n" for at in range(6000))
    path.write_text(f"key,text\n{rows}k17,x\n", encoding="utf-8")

    with pytest.raises(Invalid, match="'k17' stands twice") as refused:
        answered("duplicates", str(path))
    assert "row 6002" in refused.value.where
