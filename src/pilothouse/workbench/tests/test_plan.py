from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.tests.test_psplib import SMALL
from pilothouse.kit.errors import Invalid
from pilothouse.workbench.cli import app

EXAMPLES = Path(__file__).parents[4] / "examples"
OBSERVATORY, FIELD_KIT = EXAMPLES / "observatory.toml", EXAMPLES / "field-kit.toml"


def run(*words: str) -> str:
    answer = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert answer.exit_code == 0
    return answer.output


def refused(*words: str) -> InvalidProblem | Invalid:
    with pytest.raises((InvalidProblem, Invalid)) as caught:
        CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert caught.value.cure
    return caught.value


def test_a_benchmark_file_gives_starts_finishes_and_proof(tmp_path: Path) -> None:
    file = tmp_path / "small.sm"
    file.write_text(SMALL)
    answer = json.loads(run("schedule", str(file), "--json"))
    assert answer["makespan"] == answer["lower_bound"] + 2 == 9
    assert answer["feasible"] is True
    assert set(answer["starts"]) == set(answer["finishes"]) == set(answer["reasons"]) == {"2", "3", "4"}


def test_a_plan_is_shown_with_dates_people_and_reasons() -> None:
    text = run("schedule", str(OBSERVATORY))
    assert "11 Jan 2027" in text
    assert "Ben Okafor, Ana Ruiz" in text or "Ana Ruiz, Ben Okafor" in text
    assert "starts when Query language ends" in text


def test_the_same_seed_prints_the_same_plan() -> None:
    words = ("schedule", str(OBSERVATORY), "--json", "--seed", "5", "--passes", "40")
    assert run(*words) == run(*words)


def test_a_forecast_says_median_85_percent_and_chances() -> None:
    text = run("forecast", str(OBSERVATORY), "--draws", "500")
    assert "in 10" in text
    assert "PUBLIC BETA" in text
    assert "(median, p50)" in text
    assert "in 85 % of 500 simulations (p85)" in text


def test_a_forecast_as_json_has_items_groups_and_dates() -> None:
    answer = json.loads(run("forecast", str(OBSERVATORY), "--json", "--draws", "500"))
    assert answer["draws"] == 500
    assert [row["group"] for row in answer["groups"]] == ["beta", "1.0"]
    assert set(answer["dates"]["launch"]) == {"p50", "p85"}


def test_what_was_chosen_left_out_and_paid_is_shown() -> None:
    text = run("schedule", str(FIELD_KIT), "--passes", "200")
    answer = json.loads(run("schedule", str(FIELD_KIT), "--passes", "200", "--json"))

    assert answer["feasible"] is True
    assert answer["alternatives"] == {"maps": "buy"}
    assert answer["left_out"] == ["themes"]
    assert answer["score"]["cost"] > 4_000
    assert "Maps              buy" in text
    assert "Left out: Themes." in text
    assert f"Cost {answer['score']['cost']:,.0f}" in text


def test_a_forecast_says_what_the_plan_costs_and_what_risks_add() -> None:
    words = ("forecast", str(FIELD_KIT), "--passes", "200", "--draws", "2000")
    answer = json.loads(run(*words, "--budget", "9000", "--by", "2027-02-26", "--json"))
    text = run(*words, "--budget", "9000", "--by", "2027-02-26")
    plain = json.loads(run(*words, "--budget", "9000", "--json"))

    cost = answer["cost"]
    assert cost["p05"] < cost["p50"] < cost["p85"] < cost["p95"]
    total, own = cost["chances"]
    assert (total["budget"], total["amount"], total["by"]) == ("total", 16_000, "2027-02-26")
    assert own["chance"] < total["chance"] <= plain["cost"]["chances"][0]["chance"]
    days = {row["title"]: row["finish"]["days"] for row in answer["risks"]}
    assert [row["kind"] for row in answer["causes"]] == ["factor"]
    assert 0.5 < days["The rig breaks down"] < 3
    assert f"Within the total of 16,000 and done by 26 Feb 2027: {total['chance']:.0%}." in text
    assert "The rig breaks down costs" in text


def test_the_exposure_says_what_each_risk_costs_and_all_together() -> None:
    words = ("exposure", str(FIELD_KIT), "--passes", "200", "--draws", "2000", "--budget", "9000")
    answer = json.loads(run(*words, "--json"))
    text = run(*words, "--by", "2027-02-26")

    (risk,) = answer["risks"]
    assert risk["title"] == "The rig breaks down"
    assert risk["came"] == pytest.approx(0.25, abs=0.03)
    assert 0.5 < risk["finish"]["days"] < 3
    assert risk["finish"]["days"] == answer["together"]["finish"]["days"]
    assert answer["dates"][0]["without"]["p85"] < answer["dates"][0]["finish"]["p85"]
    assert [row["budget"] for row in answer["joint"]] == ["total", "budget"]
    assert 0 < risk["money"] < answer["money"]["losses"][-1]
    assert f"{risk['finish']['days']:.2f}" in text
    assert "and done by 26 Feb 2027" in text
    assert "do not add up" in text


def test_an_opportunity_gains_days_and_is_not_shown_as_a_negative_risk(tmp_path: Path) -> None:
    words = ("exposure", str(_risky(tmp_path, "probability = 0.5", "multiplier = 0.5")), "--draws", "400")
    (risk,) = json.loads(run(*words, "--json"))["risks"]
    text = run(*words)

    assert risk["finish"]["days"] < -1
    assert f"{-risk['finish']['days']:.2f} gained" in text
    assert f"{-risk['finish']['days']:.2f} -" not in text
    assert "an opportunity" in text


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("probability = 1.2", "delay = 3"), "1.2 lies outside 0 to 1"),
        (("probability = 0.2", "delay = -3"), "-3 / -3 / -3 is negative"),
        (("probability = 0.2", "multiplier = -1"), "-1 lies outside 0 to"),
        (("probability = 0.2",), "does nothing"),
    ],
)
def test_a_risk_that_cannot_be_is_refused_with_a_cure(
    tmp_path: Path, lines: tuple[str, ...], words: str
) -> None:
    found = refused("exposure", str(_risky(tmp_path, *lines)))
    assert words in found.message
    assert "risk 'late'" in found.where


def test_responses_are_chosen_within_a_budget_and_their_work_is_planned(tmp_path: Path) -> None:
    file = _answered(tmp_path)
    words = ("respond", str(file), "--budget", "300", "--passes", "20")
    answer = json.loads(run(*words, "--json"))
    text = run(*words)

    assert answer["chosen"] == ["rehearse"]
    assert (answer["spent"], answer["budget"], answer["exact"]) == (0.0, 300.0, True)
    assert 1 < answer["gain"] < 5
    assert {row["response"]: row["why"] for row in answer["responses"]} == {
        "rehearse": "chosen",
        "vendor": "budget",
        "live": "accepted",
    }
    assert answer["after"]["p85"] < answer["before"]["p85"]
    (row,) = answer["work"]
    assert row["people"] == ["Ana"]
    assert row["dates"][0] == "2027-01-11"
    assert "the budget does not suffice for it as well" in text
    assert "Chosen: 1 of 2, for 0 of 300." in text
    assert "11 Jan 2027" in text


def test_a_budget_of_nothing_is_said_and_the_chance_of_a_date_can_be_the_aim(tmp_path: Path) -> None:
    words = ("respond", str(_answered(tmp_path)), "--budget", "0", "--objective", "chance", "--passes", "20")
    text = run(*words, "--by", "2027-02-05", "--days", "Go=1")

    assert "Nothing may be spent" in text
    assert "too few days of Go are left" in text
    assert "Nothing to do is better" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--objective", "luck"), "'luck' is no objective"),
        (("--days", "Go"), "not a number of days"),
        (("--days", "Go=-1"), "not a number of days"),
        (("--objective", "chance"), "no date whose chance"),
        (("--release", "nix"), "no release 'nix'"),
        (("--by", "someday"), "not a moment of this plan"),
    ],
)
def test_what_is_wanted_of_responses_must_be_sayable(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    assert said in refused("respond", str(_answered(tmp_path)), "--passes", "20", *words).message


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("probability = 0.9", "It leaves a probability of 0.9, and the risk has 0.5 without it."),
        ("probability = 1.2", "1.2 lies outside 0 to 1"),
        ("impact = -0.5", "-0.5 lies outside 0 to 1"),
        ("cost = -3\nimpact = 0.5", "-3 lies outside 0"),
        ('kind = "hope"\nimpact = 0.5', "'hope' is no kind of response."),
        ('kind = "accept"\nimpact = 0.5', "To accept a risk changes and costs nothing."),
        ("cost = 3", "It does nothing"),
        ('impact = 0.5\nalso = ["late"]', "There is no other risk 'late'."),
        ('impact = 0.5\nwork = 2\nbefore = ["x"]', "The item 'x' does not exist."),
        ('impact = 0.5\nwork = 2\nafter = ["b"]', "Circular dependency"),
        ("impact = 0.5\nwork = { Rust = 2 }", "Rust"),
        ("impact = 0.5\nluck = 2", "The key 'luck' is not known."),
    ],
)
def test_a_response_that_cannot_be_is_refused_with_a_cure(tmp_path: Path, lines: str, said: str) -> None:
    file = _risky(tmp_path, "probability = 0.5", "delay = 8", "[[risk.response]]", 'id = "x"', lines)
    assert said in refused("respond", str(file), "--passes", "20").message


def test_a_plan_without_responses_is_refused_with_a_cure(tmp_path: Path) -> None:
    found = refused("respond", str(_risky(tmp_path, "probability = 0.5", "delay = 8")))
    assert "no responses" in found.message
    assert "[[risk.response]]" in found.cure


def _answered(folder: Path) -> Path:
    return _risky(
        folder,
        "probability = 0.5",
        "delay = 8",
        '[[risk.response]]\nid = "rehearse"\nwork = { Go = 2 }\nprobability = 0.1',
        '[[risk.response]]\nid = "vendor"\nkind = "avoid"\ncost = 400',
        '[[risk.response]]\nid = "live"\nkind = "accept"',
    )


def _risky(folder: Path, *lines: str) -> Path:
    """A plan of two items, the first hit by one risk."""
    file = folder / "risky.toml"
    file.write_text(
        'start = 2027-01-11\n[[person]]\nname = "Ana"\nskills = { Go = 3 }\n'
        '[[item]]\nid = "a"\neffort = [8, 10, 14]\n[[item]]\nid = "b"\neffort = 5\nafter = ["a"]\n'
        '[[risk]]\nid = "late"\nitems = ["a"]\n' + "\n".join(lines)
    )
    return file


def test_an_exposure_without_risks_is_refused_with_a_cure() -> None:
    found = refused("exposure", str(OBSERVATORY))
    assert "no risks" in found.message
    assert "[[risk]]" in found.cure


def test_both_policies_are_set_beside_each_other() -> None:
    words = ("forecast", str(OBSERVATORY), "--passes", "40", "--draws", "500", "--policy", "both")
    answer = json.loads(run(*words, "--json"))

    assert [answer[name]["policy"] for name in ("fixed", "dynamic")] == ["fixed", "dynamic"]
    assert answer["fixed"]["finish"] != answer["dynamic"]["finish"]
    assert run(*words).splitlines()[-2].startswith("fixed")


def test_drift_widens_and_until_stops_early() -> None:
    words = ("forecast", str(OBSERVATORY), "--passes", "40", "--json")
    usual = json.loads(run(*words, "--draws", "8000"))
    wider = json.loads(run(*words, "--draws", "8000", "--drift", "0.11"))
    early = json.loads(run(*words, "--draws", "8000", "--until", "5"))

    assert wider["finish"]["p95"] > usual["finish"]["p95"]
    assert early["draws"] < usual["draws"] == 8_000


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--policy", "lazy"), "'lazy' is not a policy"),
        (("--budget", "100"), "a budget and no costs"),
        (("--by", "2027-03-01"), "no budget to keep by then"),
    ],
)
def test_what_a_forecast_cannot_say_is_refused(words: tuple[str, str], message: str) -> None:
    assert message in refused("forecast", str(OBSERVATORY), *words).message


@pytest.mark.parametrize("by", ["soon", "2027-02-30", "12"])
def test_a_moment_that_is_no_date_is_refused(by: str) -> None:
    found = refused("forecast", str(FIELD_KIT), "--by", by)
    assert found.where == "--by"
    assert f"'{by}'" in found.message


def test_a_file_that_is_missing_too_large_or_not_text_is_refused(tmp_path: Path) -> None:
    assert "cannot be read" in refused("schedule", str(tmp_path / "none.toml")).message
    assert "cannot be read" in refused("schedule", str(tmp_path)).message
    large = tmp_path / "large.toml"
    with large.open("wb") as stream:
        stream.truncate(10 * 2**20 + 1)
    assert "10 MB" in refused("schedule", str(large)).message
    latin = tmp_path / "latin.toml"
    latin.write_bytes('title = "Müller"'.encode("latin-1"))
    assert "Byte 11 is not UTF-8" in refused("schedule", str(latin)).message


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    for name in ("empty.toml", "empty.sm"):
        (tmp_path / name).touch()
        assert refused("schedule", str(tmp_path / name)).where


def test_a_milestone_after_work_that_ends_on_friday_has_one_date(tmp_path: Path) -> None:
    file = tmp_path / "gate.toml"
    file.write_text(
        'start = 2027-01-04\n[[person]]\nname = "Ann"\n[[item]]\nid = "work"\neffort = 5\n'
        '[[item]]\nid = "gate"\ntitle = "Gate"\nafter = ["work"]\ndeadline = 2027-01-08\nhard = true\n'
        '[[item]]\nid = "zero"\neffort = 0\nafter = ["work"]\n'
        '[[item]]\nid = "next"\neffort = 1\nafter = ["gate"]\n'
    )
    answer = json.loads(run("schedule", str(file), "--json"))
    friday, monday = "2027-01-08", "2027-01-11"
    assert answer["dates"]["gate"] == answer["dates"]["zero"] == [friday, friday]
    assert answer["dates"]["next"] == [monday, monday]
    assert answer["violations"] == []
    lines = run("schedule", str(file)).splitlines()
    gate = next(line for line in lines if line.startswith("Gate"))
    assert gate.split()[1:7] == ["8", "Jan", "2027", "8", "Jan", "2027"]


def test_a_forecast_reads_one_number_with_the_spread_of_such_numbers(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text(
        'start = 2027-01-04\n[[person]]\nname = "Ana"\nskills = { Go = 3 }\n'
        '[[item]]\nid = "one"\neffort = 10\n[[item]]\nid = "wait"\nduration = 10\n'
    )
    answer = json.loads(run("forecast", str(file), "--json", "--draws", "4000"))
    finish = {row["item"]: row["finish"] for row in answer["items"]}

    assert finish["one"]["p95"] > 6 * finish["one"]["p05"]
    # What is left is the factor that all work shares.
    assert finish["wait"]["p95"] < 2 * finish["wait"]["p05"]
