"""Rules about the plan: each finds its obstacle and is silent where there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.graph import (
    Graph,
    Item,
    KeyResult,
    Need,
    Node,
    Objective,
    Person,
    Plan,
    Release,
    Uncertainty,
    cycles,
    from_documents,
    listed,
    nodes,
)
from pilothouse.engine.review.rule import every_rule
from pilothouse.engine.review.run import Reviewer

ANA = Person("Ana", (("Backend", 4),))
BEN = Person("Ben", (("Design", 3),))
CARLA = Person("Carla", (("Backend", 5), ("Design", 4)))
G1 = Node("G1", "goal", "Pay within 30 s.")
R1 = Node("R1", "requirement", "The page must answer.", mentions=("G1",), items=("A-1",), written="R1")
F1 = Node("F1", "feature", "Saved cards", mentions=("G1",), items=("A-2",))
S1 = Node("S1", "story", "As a buyer, I want to pay.", items=("A-1",), supports=("G1",))
P1 = Node("P1", "persona", "Buyer: comes back each week")
ONE = Item("A-1", "Page", days=12, needs=(Need("Backend", 3),), p50=date(2027, 3, 1), start=date(2027, 2, 1))
TWO = Item("A-2", "Cards", days=8, needs=(Need("Design", 2),), waits_for=("A-1",), people=("Ben",))
PLAN = Plan(
    (ONE, TWO),
    (Release("Spring", date(2027, 4, 1), date(2027, 3, 20)),),
    (ANA, BEN, CARLA),
    900_000,
    1_000_000,
    "EUR",
    3,
)
TOKEN = Uncertainty("May we store the token?", "Ana", date(2027, 1, 10), True, "Ask the bank", ("A-1",))
LEAVING = (ANA, replace(BEN, leaves=date(2027, 4, 1)), CARLA)
ALL_WELL = Graph(
    (G1, R1, F1, S1, P1),
    ("Buyer",),
    (Objective("Sell more", (KeyResult("Paid in 30 s", "share", "checkout log", 0.4, 0.8),)),),
    (TOKEN,),
    PLAN,
)


def told(code: str, graph: Graph) -> list[str]:
    return [f"{row.subject}|{row.message}" for row in Reviewer(select=[code]).review_graph(graph)]


def with_nodes(*rows: Node) -> Graph:
    return replace(ALL_WELL, nodes=rows)


def with_plan(**changes: object) -> Graph:
    return replace(ALL_WELL, plan=replace(PLAN, **changes))  # type: ignore[arg-type]


CASES = {
    "TRC001": with_nodes(G1, replace(R1, items=()), F1, S1, P1),
    "TRC002": with_plan(items=(ONE, TWO, Item("A-3", "Confetti"))),
    "TRC003": with_nodes(G1, R1, replace(F1, mentions=()), S1, P1),
    "TRC004": with_nodes(G1, Node("G2", "goal", "Sell abroad"), R1, F1, S1, P1),
    "TRC005": with_nodes(G1, R1, F1, S1, P1, Node("P2", "persona", "Support agent")),
    "TRC006": with_nodes(G1, R1, F1, replace(S1, text="As a wizard, I want to pay."), P1),
    "TRC007": with_nodes(G1, replace(R1, mentions=("G1", "R99")), F1, S1, P1),
    "TRC008": with_nodes(G1, R1, replace(R1, key="R2"), F1, S1, P1),
    "TRC009": with_nodes(G1, replace(R1, needs=("S1",)), F1, replace(S1, needs=("R1",)), P1),
    "TRC010": with_nodes(G1, R1, F1, S1, P1, Node("N1", "non_goal", "Gift cards", items=("A-2",))),
    "OBJ001": replace(ALL_WELL, objectives=(Objective("Sell", (KeyResult("Faster", "s", "", 1, 2),)),)),
    "OBJ002": replace(ALL_WELL, objectives=(Objective("Sell", (KeyResult("Faster", "s", "log", 1),)),)),
    "OBJ003": replace(ALL_WELL, objectives=(Objective("Sell"),)),
    "PLN001": with_plan(releases=(Release("Spring", date(2027, 3, 1), date(2027, 3, 20)),)),
    "PLN002": with_plan(cents=1_200_000),
    "PLN003": with_plan(items=(ONE, replace(TWO, needs=(Need("Legal"),)))),
    "PLN004": with_plan(people=(ANA, BEN)),
    "PLN005": with_plan(items=(replace(ONE, needs=(Need("Backend", 3, people=3),)), TWO)),
    "PLN006": with_plan(items=(replace(ONE, days=None), TWO)),
    "PLN007": replace(ALL_WELL, uncertainties=(replace(TOKEN, due=date(2027, 2, 9)),)),
    "PLN008": replace(ALL_WELL, uncertainties=(Uncertainty("Token?", blocking=True),)),
    "PLN009": with_plan(items=(ONE, replace(TWO, p50=date(2027, 5, 1))), people=LEAVING),
}  # fmt: skip


def test_every_rule_about_the_plan_has_a_case() -> None:
    assert CASES.keys() == {rule.code for rule in every_rule() if rule.scope == "graph"}


@pytest.mark.parametrize("code", sorted(CASES))
def test_a_rule_finds_its_obstacle_and_nothing_where_all_is_well(code: str) -> None:
    assert told(code, ALL_WELL) == []
    assert told(code, CASES[code])


@pytest.mark.parametrize("code", sorted(CASES))
def test_nothing_is_told_of_what_is_not_known(code: str) -> None:
    assert told(code, Graph()) == []


def test_messages_say_what_and_by_how_much() -> None:
    assert told("PLN001", CASES["PLN001"]) == [
        "Spring|Spring is due 1 Mar 2027, 19 days before the median date (20 Mar 2027)."
    ]
    assert told("PLN002", CASES["PLN002"]) == [
        "budget|The open items cost 12,000 EUR, the budget is 10,000 EUR (20% over)."
    ]
    assert told("PLN004", CASES["PLN004"]) == [
        "Ana|Only Ana can do Backend: 12 days of work in A-1 hang on one person."
    ]
    assert told("TRC009", CASES["TRC009"]) == ["R1|These wait for each other: R1 → S1 → R1."]


@pytest.mark.parametrize(
    ("currency", "places", "over"),
    [
        ("EUR", 2, "The open items cost 1,250 EUR, the budget is 1,200 EUR (4% over)."),
        ("JPY", 0, "The open items cost 125,000 JPY, the budget is 120,000 JPY (4% over)."),
        ("JOD", 3, "The open items cost 125 JOD, the budget is 120 JOD (4% over)."),
    ],
)
def test_amounts_are_shown_in_whole_units_of_the_currency(currency: str, places: int, over: str) -> None:
    plan = Plan(cents=125_000, budget_cents=120_000, currency=currency, places=places)

    assert told("PLN002", Graph(plan=plan)) == [f"budget|{over}"]


def test_before_the_first_trace_the_whole_blueprint_is_told_of_once() -> None:
    bare = with_nodes(*(replace(row, items=()) for row in (G1, R1, F1, S1)))

    assert told("TRC001", bare) == ["|None of 3 requirements is traced to an item of the plan."]
    assert told("TRC002", bare) == []


def test_a_part_and_a_whole_of_a_delivering_item_have_a_reason() -> None:
    whole, part = Item("A-9", "All"), Item("A-4", "Part", parent="A-1")
    plan = with_plan(items=(whole, replace(ONE, parent="A-9"), TWO, part))

    assert told("TRC002", plan) == []


def test_findings_stand_where_the_statement_stands_and_can_be_waived() -> None:
    waiver = "<!-- review: ignore TRC008: told apart by part -->"
    text = f"## Requirements\n- R1: It must open.\n{waiver}\n- R1: It must close.\n"
    for body, many in ((text, 0), (text.replace("review: ignore", "see"), 1)):
        document = Document(body, "b.md")
        found = Reviewer(select=["TRC008"]).review_graph(from_documents([document]), [document])
        assert len(found) == many
        assert [(row.path, row.line) for row in found] == [("b.md", 4)] * many


def test_a_finding_about_the_plan_is_waived_by_its_code_anywhere_in_the_text() -> None:
    def found(text: str) -> int:
        return len(Reviewer(select=["PLN001"]).review_graph(CASES["PLN001"], [Document(text, "b.md")]))

    assert found("# Shop\n\n<!-- review: ignore PLN001: the fair moves for nobody -->\n") == 0
    assert found("# Shop\n\n<!-- review: ignore PLN001 -->\n") == 1
    assert found("# Shop\n\n<!-- review: ignore PLN002: paid by the fair -->\n") == 1


def test_nodes_take_the_keys_that_they_are_given() -> None:
    document = Document("## Goals\n- Pay within 30 seconds.\n", "b.md")

    assert [row.key for row in nodes(document)] == ["G1"]
    assert [row.key for row in nodes(document, ["G7"])] == ["G7"]


def test_long_lists_are_cut() -> None:
    assert (listed(["A"]), listed(["A", "B"]), listed(list("ABCDEF"))) == (
        "A",
        "A and B",
        "A, B, C, D and 2 more",
    )


@given(st.dictionaries(st.sampled_from("ABCDE"), st.lists(st.sampled_from("ABCDE"), max_size=3), max_size=5))
def test_a_circle_is_a_way_along_the_edges_and_none_is_missed(edges: dict[str, list[str]]) -> None:
    found = list(cycles(edges))
    for circle in found:
        for one, other in zip(circle, (*circle[1:], circle[0]), strict=True):
            assert other in edges.get(one, ())
    reach = {key: set(edges.get(key, ())) for key in "ABCDE"}
    for _ in range(5):
        for key in reach:
            reach[key] |= {far for near in reach[key] for far in reach[near]}
    assert bool(found) == any(key in reach[key] for key in reach)
