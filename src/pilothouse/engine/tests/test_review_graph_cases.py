"""Rules about the plan do what the cases that are shown to people say."""

from __future__ import annotations

import pytest

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.review.cases import page
from pilothouse.engine.review.graph_cases import GraphCase, graph_cases, graph_of
from pilothouse.engine.review.rule import Rule, every_rule
from pilothouse.engine.review.run import Reviewer

TOLD = [rule for rule in every_rule() if rule.scope == "graph"]
CASES = [(rule.code, case) for rule in TOLD for case in graph_cases(rule.code)]


@pytest.mark.parametrize(("code", "case"), CASES, ids=[f"{code}-{n}" for n, (code, _) in enumerate(CASES)])
def test_a_rule_finds_what_its_cases_say(code: str, case: GraphCase) -> None:
    assert tuple(row.message for row in Reviewer(select=[code]).review_graph(case.graph())) == case.messages


@pytest.mark.parametrize("rule", TOLD, ids=[rule.code for rule in TOLD])
def test_a_rule_about_the_plan_has_cases_for_and_against(rule: Rule) -> None:
    told, text = graph_cases(rule.code), page(rule.code)

    assert text.startswith(f"# {rule.code} {rule.name}\n\n")
    assert any(case.messages for case in told)
    assert any(not case.messages for case in told)
    assert text.count("\nFinds: ") == sum(bool(case.messages) for case in told)
    assert text.count("```text\n") == sum(bool(case.text) for case in told)
    assert text.count("```toml\n") == sum(bool(case.toml) for case in told)


@pytest.mark.parametrize("toml", ["[[item]]\nkey = 'A'\ndayz = 3", "buget = 3", "[[person]]\nnmae = 'Ana'"])
def test_a_typo_in_a_case_is_told(toml: str) -> None:
    with pytest.raises(InvalidProblem, match="not known here"):
        graph_of("", toml)
