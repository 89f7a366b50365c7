"""Who knows what: by hand, and the published figures of real systems."""

from __future__ import annotations

import csv
import gzip
import re
from math import log

import pytest

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.staffing.history import Change, Commit, read_log
from pilothouse.engine.staffing.ownership import Files, Known, Ownership, degrees, owned, truck_factor
from pilothouse.engine.staffing.people import Identities
from tests.realdata import path

ANA, BEN = ("Ana Ruiz", "ana@x.org"), ("Ben Okafor", "ben@x.org")


def of(*commits: Commit, wanted: list[str] | None = None) -> Ownership:
    who = Identities(person for commit in commits for person in commit.people)
    files = Files()
    files.add(commits, who)
    return owned(files, who, wanted)


def commit(who: tuple[str, str], *changes: str, others: tuple[tuple[str, str], ...] = ()) -> Commit:
    rows = [change.split() for change in changes]
    found = tuple(Change(row[0], row[-1], row[1] if len(row) > 2 else "") for row in rows)
    return Commit("", (who, *others), 0, found)


def test_the_degree_of_authorship_is_that_of_the_paper() -> None:
    found = degrees("ana", {"ana": 2, "ben": 3})
    assert found["ana"] == pytest.approx(3.293 + 1.098 + 2 * 0.164 - 0.321 * log(4))
    assert found["ben"] == pytest.approx(3.293 + 3 * 0.164 - 0.321 * log(3))


def test_a_rename_carries_the_history_and_a_copy_begins_anew() -> None:
    found = of(commit(ANA, "A a", "M a", "M a"), commit(BEN, "R a b"), commit(BEN, "C b c"))
    by_path = {row.path: row for row in found.files}
    assert set(by_path) == {"b", "c"}
    assert {name: changes for name, _, changes in by_path["b"].shares} == {"Ana Ruiz": 3, "Ben Okafor": 1}
    assert by_path["c"].authors == ("Ben Okafor",)


def test_a_deleted_file_counts_no_longer_and_one_that_comes_back_keeps_its_history() -> None:
    gone = of(commit(ANA, "A a", "A b"), commit(BEN, "D a"))
    back = of(commit(ANA, "A a", "A b"), commit(BEN, "D a"), commit(BEN, "A a"))
    assert [row.path for row in gone.files] == ["b"]
    assert {name: changes for name, _, changes in back.files[0].shares} == {
        "Ana Ruiz": 1,
        "Ben Okafor": 1,
    }


def test_a_squashed_commit_counts_for_all_whom_it_names() -> None:
    found = of(commit(ANA, "A a", others=(BEN,)))
    assert {name for name, _, _ in found.files[0].shares} == {"Ana Ruiz", "Ben Okafor"}


def test_bots_and_agents_own_nothing() -> None:
    bot = ("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com")
    found = of(commit(bot, "A lock"), commit(ANA, "A a"))
    assert found.bots == ("dependabot[bot]",)
    assert [row[0] for row in found.people] == ["Ana Ruiz"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("Ana Ruiz", "a@x.org"), ("Ana Ruiz", "b@y.org"), True),
        (("Ana", "a@x.org"), ("Ana Ruiz", "A@X.org"), True),
        (("Ana", "a@x.org"), ("Ana", "b@y.org"), False),
        (("Ana", "root@localhost"), ("Ben", "root@localhost"), False),
        (("ana", "1+ana@users.noreply.github.com"), ("Ana", "ana@users.noreply.github.com"), True),
        (("root", "a@x.org"), ("root", "b@x.org"), False),
        (("Lea Talbot", "l@x.org"), ("Ana Abbott", "m@x.org"), False),
    ],
)
def test_identities_are_merged_only_where_that_is_certain(one, other, same: bool) -> None:
    who = Identities([one, other])
    assert not who.bots
    assert (who.of([one]) == who.of([other])) is same


def test_the_truck_factor_counts_until_fewer_than_half_have_an_author() -> None:
    files = [Known(str(number), (), authors) for number, authors in enumerate(
        [("a",), ("a",), ("a", "b"), ("b",), ("c",), ("d",)])]  # fmt: skip
    assert truck_factor(files) == (2, (("a", 4), ("b", 2)))
    assert truck_factor([]) == (0, ())


def test_more_commits_may_be_added_later() -> None:
    rows = [commit(ANA, "A a"), commit(BEN, "M a", "A b"), commit(ANA, "R b c")]
    who, files = Identities([ANA, BEN]), Files()
    for row in rows:
        files.add([row], who)
    assert owned(files, who) == of(*rows)


def test_paths_that_git_quotes_are_read() -> None:
    lines = ["commit\t1\tAna\ta@x\t5", 'A\t"d\\303\\251j\\303\\240.py"', "R100\told name\tnew\tx", ""]
    with pytest.raises(InvalidProblem, match="neither a commit nor a change"):
        list(read_log(lines))
    (found,) = read_log(lines[:2])
    assert found.changes == (Change("A", "déjà.py"),)


@pytest.mark.parametrize(
    ("line", "words"),
    [("A\tx", "neither a commit"), ("commit\t1\tAna", "lacks a name"), ("commit\t1\ta\tb\tnow", "lacks")],
)
def test_a_line_that_says_nothing_is_refused_with_its_number(line: str, words: str) -> None:
    with pytest.raises(InvalidProblem) as caught:
        list(read_log(["", line], name="my.log"))
    assert words in caught.value.message
    assert caught.value.where == "my.log, line 2"


def test_the_log_of_code_maat_has_the_published_counts() -> None:
    log_file = path("api_codehealth/code-maat_2013-11-01_numstat.log")
    found = of(*list(read_log(log_file.read_text().splitlines()))[::-1])
    assert (found.commits, found.entities, found.changes) == (88, 45, 283)


def test_truck_factors_of_real_systems_are_near_those_published() -> None:
    with path("wings/team/truck_factor_logs_index.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    apart = []
    for row in rows:
        name = row["system"].replace("/", "__")
        with gzip.open(path(f"wings/team/gitlog_{name}_2015-02-25.log.gz"), "rt") as file:
            # Names are hashed: each stands for a full one.
            lines = [re.sub(r"^(commit\t\S+\t)n(\w+)\t", r"\1n \2\t", line) for line in file]
        with gzip.open(path(f"wings/team/files_{name}_2015-02-25.txt.gz"), "rt") as file:
            wanted = file.read().splitlines()
        found = of(*list(read_log(lines))[::-1], wanted=wanted)
        apart.append(abs(found.truck_factor - int(row["published_truck_factor"])))
    assert sum(each == 0 for each in apart) >= 5
    assert sum(each <= 1 for each in apart) >= 8
