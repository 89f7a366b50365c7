"""`pilothouse themes`, `kinds`, `duplicates`, `search`, `trend` and `need` in the shell."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pilothouse.engine.errors import InvalidProblem
from pilothouse.kit.errors import Invalid
from pilothouse.workbench.cli import app

PLACES = ("Lagos", "Oslo", "Lima", "Delhi", "Quito", "Turin", "Perth", "Osaka")
SAID = (
    ("bug", "The app crashes when I open the map of {}"),
    ("request", "Please add the invoice of {} to the monthly export"),
)


def table(path: Path, header: list[str], rows: list[list[Any]]) -> str:
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([header, *rows])
    return str(path)


def records(path: Path, each: int = 16) -> str:
    rows = [[kind, text.format(PLACES[at % 8]) + f" {at}"] for at in range(each) for kind, text in SAID]
    return table(path, ["Kind", "Text"], rows)


def told(*words: str) -> Any:
    answer = CliRunner().invoke(app, [*words, "--json"], catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


def shown(*words: str) -> str:
    answer = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert answer.exit_code == 0
    return answer.output


class TestThemes:
    def test_rows_are_in_one_theme_a_loose_group_or_none(self, tmp_path: Path) -> None:
        found = told("themes", records(tmp_path / "a.csv"), "--text", "text")
        placed = [row for theme in found["themes"] + found["loose_groups"] for row in theme["rows"]]

        assert found["rows"] == 32
        assert sorted(placed + found["no_theme"]) == list(range(1, 33))
        assert [theme["size"] for theme in found["themes"]] == [16, 16]

    def test_themes_of_before_stay_and_new_rows_join_them(self, tmp_path: Path) -> None:
        before = told("themes", records(tmp_path / "a.csv"), "--text", "text")
        kept = tmp_path / "before.json"
        kept.write_text(json.dumps(before))
        after = told("themes", records(tmp_path / "b.csv", 18), "--text", "Text", "--before", str(kept))

        assert [theme["id"] for theme in after["themes"]] == [theme["id"] for theme in before["themes"]]
        assert [theme["name"] for theme in after["themes"]] == [theme["name"] for theme in before["themes"]]
        assert {row["row"] for row in after["assigned"]} == {33, 34, 35, 36}
        assert after["proposals"] == []

    def test_without_the_old_rows_examples_stand_for_them(self, tmp_path: Path) -> None:
        before = told("themes", records(tmp_path / "a.csv"), "--text", "text")
        kept = tmp_path / "before.json"
        kept.write_text(json.dumps(before))
        new = table(tmp_path / "new.csv", ["Text"], [["The app crashes when I open the map of Rome"]])
        (assigned,) = told("themes", new, "--text", "text", "--before", str(kept))["assigned"]

        crash = next(theme for theme in before["themes"] if 1 in theme["rows"])
        assert assigned == {"row": 1, "theme": crash["id"]}

    def test_text_for_people(self, tmp_path: Path) -> None:
        assert "32 rows: 2 themes hold 32" in shown("themes", records(tmp_path / "a.csv"), "--text", "text")

    def test_a_column_that_is_not_there_is_named_with_those_that_are(self, tmp_path: Path) -> None:
        with pytest.raises(Invalid, match=r"no column 'body'\. The columns are Kind, Text"):
            shown("themes", records(tmp_path / "a.csv"), "--text", "body")

    @pytest.mark.parametrize("text", ["{", "[]", '{"format": "other"}', '{"format": "pilothouse.themes/1"}'])
    def test_another_file_is_no_answer_of_before(self, tmp_path: Path, text: str) -> None:
        other = tmp_path / "other.json"
        other.write_text(text)
        with pytest.raises(Invalid, match="not an answer of"):
            shown("themes", records(tmp_path / "a.csv"), "--text", "text", "--before", str(other))

    def test_empty_and_odd_cells_have_no_theme(self, tmp_path: Path) -> None:
        odd = table(tmp_path / "odd.csv", ["text"], [["😀"], ["{code}x{code}"], ["word " * 3000], ["…"]])

        assert told("themes", odd, "--text", "text")["no_theme"] == [1, 2, 3, 4]


class TestKinds:
    def test_kinds_of_other_rows_are_said_and_scored(self, tmp_path: Path) -> None:
        train, test = records(tmp_path / "a.csv", 40), records(tmp_path / "b.csv", 8)
        found = told("kinds", "--train", train, "--test", test, "--text", "Text", "--label", "Kind")

        assert found["kinds"] == ["bug", "request"]
        assert found["macro_f1"] == 1.0
        assert [row["kind"] for row in found["predictions"][:2]] == ["bug", "request"]

    def test_rows_without_a_label_are_said_without_a_score(self, tmp_path: Path) -> None:
        test = table(tmp_path / "b.csv", ["Text"], [["it crashes"]])
        found = told(
            "kinds",
            "--train",
            records(tmp_path / "a.csv", 40),
            "--test",
            test,
            "--text",
            "Text",
            "--label",
            "Kind",
        )

        assert found["macro_f1"] is None
        assert len(found["predictions"]) == 1


COLUMNS = ("--key", "key", "--text", "text")


class TestDuplicates:
    ROWS = (
        ("A-1", "The app crashes when I rotate the screen", "2026-01-01"),
        ("A-2", "Add a dark theme to the settings page", "2026-01-02"),
        ("A-3", "Rotating the screen makes the app crash", "2026-01-03"),
    )

    def file(self, folder: Path) -> str:
        return table(folder / "rows.csv", ["key", "text", "created"], [list(row) for row in self.ROWS])

    def test_earlier_rows_are_offered_and_known_pairs_scored(self, tmp_path: Path) -> None:
        pairs = table(tmp_path / "pairs.csv", ["one", "two"], [["A-3", "A-1"], ["A-9", "A-1"]])
        found = told(
            "duplicates",
            self.file(tmp_path),
            "--key",
            "key",
            "--text",
            "text",
            "--created",
            "created",
            "--pairs",
            pairs,
        )

        assert found["candidates"][2]["candidates"][0]["key"] == "A-1"
        assert found["candidates"][0]["candidates"] == []
        assert found["recall"] == {"queries": 1, "at_1": 1.0, "at_5": 1.0, "at_10": 1.0}

    def test_a_key_that_stands_twice_is_named(self, tmp_path: Path) -> None:
        twice = table(tmp_path / "rows.csv", ["key", "text"], [["A", "x"], ["A", "y"]])
        with pytest.raises(Invalid, match="'A' stands twice"):
            shown("duplicates", twice, *COLUMNS)


class TestSearch:
    def test_the_best_rows_first_and_slips_are_told(self, tmp_path: Path) -> None:
        found = told(
            "search", records(tmp_path / "a.csv"), "invioce of Oslo", "--text", "text", "--most", "2"
        )

        assert found["read_as"] == {"invioce": ["invoice"]}
        assert [hit["held"] for hit in found["hits"]] == [["invoice", "oslo"]] * 2
        assert {hit["row"] for hit in found["hits"]} == {4, 20}

    def test_text_for_people(self, tmp_path: Path) -> None:
        file = records(tmp_path / "a.csv")

        assert "No row holds 'invioce'; read as invoice." in shown(
            "search", file, "invioce", "--text", "text"
        )
        assert "Nothing was found" in shown("search", file, '"map of map"', "--text", "text")

    def test_a_question_without_a_word_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidProblem, match="holds no word"):
            shown("search", records(tmp_path / "a.csv"), "?", "--text", "text")


class TestTrend:
    def weekly(self, path: Path, weeks: int, last: int) -> str:
        rows = [[f"2026-W{at:02}", "login", 10 + at % 3] for at in range(1, weeks + 1)]
        rows += [[f"2026-W{at:02}", "other", 90] for at in range(1, weeks + 1)]
        rows += [
            [f"2026-W{weeks + at:02}", theme, count]
            for at in range(1, 5)
            for theme, count in (("login", last), ("other", 90))
        ]
        return table(path, ["week", "theme", "count"], rows)

    def test_a_theme_that_trebles_rises(self, tmp_path: Path) -> None:
        found = told("trend", self.weekly(tmp_path / "a.csv", 44, 33))
        login, other = found["themes"]

        assert (login["theme"], login["verdict"], login["since"]) == ("login", "rising", "2026-W45")
        assert other["verdict"] != "rising"

    def test_few_weeks_say_so(self, tmp_path: Path) -> None:
        assert "from 30 on it can be told" in shown("trend", self.weekly(tmp_path / "a.csv", 10, 10))

    def test_what_is_no_count_is_named_by_its_row(self, tmp_path: Path) -> None:
        with pytest.raises(Invalid, match="'x' is not a number"):
            shown("trend", table(tmp_path / "a.csv", ["week", "theme", "count"], [["1", "a", "x"]]))


class TestNeed:
    def test_the_silent_count_and_few_are_not_ranked(self, tmp_path: Path) -> None:
        needs = [*([f"c{at}", "export"] for at in range(12)), ["c1", "dark theme"]]
        said = table(tmp_path / "said.csv", ["company", "need"], needs)
        known = [[f"c{at}", "small", 10 + at] for at in range(100)]
        companies = table(tmp_path / "all.csv", ["company", "segment", "revenue"], known)
        found = told("need", said, "--companies", companies)
        first, second = found["needs"]

        assert (found["companies"], found["wrote"]) == (100, 12)
        assert first["need"] == "export"
        assert first["tier"] == 1 or "uncertain" in first["why"]
        assert second["why"] == "too few to rank: 1 of the 3 companies needed"
        assert first["largest_company"] == "c11"

    def test_a_row_without_a_company_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(Invalid, match="It is empty"):
            shown("need", table(tmp_path / "said.csv", ["company", "need"], [["", "export"]]))
