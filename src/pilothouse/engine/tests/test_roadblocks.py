"""Roadblocks: each rule where it begins to speak and where it does not yet, recall and false alarms."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pilothouse.engine.risk.detect.facts import (
    ItemFacts,
    MarketFacts,
    PersonFacts,
    PlanFacts,
    QuestionFacts,
    RecordFacts,
    ReleaseFacts,
)
from pilothouse.engine.risk.detect.roadblocks import KINDS, MOST, find
from pilothouse.engine.tests.made_plans import clean, planted

ITEM = ItemFacts("i1", "K-1", "Export", owner=1, people=(1,), likely=3.0, start=5, finish=9, release="r1")
ANA = PersonFacts(1, "Ana")
RELEASE = ReleaseFacts("r1", "2.0", 1, 30, 0.7, 0.7, 20, 0)


def kinds(facts: PlanFacts) -> list[str]:
    return [row.kind for row in find(facts)]


def test_planted_roadblocks_are_found_and_a_clean_plan_is_quiet() -> None:
    """At least nine of ten, and at most one alarm in five plans of 200 items."""
    found = missed = alarms = 0
    for seed in range(20):
        facts = clean(seed)
        alarms += len(find(facts))
        own, where = planted(facts, seed)
        known = {(row.kind, row.about) for row in find(own)}
        hits = sum(each in known for each in where.items())
        found, missed = found + hits, missed + len(where) - hits
    assert found / (found + missed) >= 0.9
    assert alarms / 20 <= 0.2


@pytest.mark.parametrize(
    ("kind", "quiet", "loud"),
    [("moved", replace(ITEM, moved=2), replace(ITEM, moved=3)),
     ("quiet", replace(ITEM, started=True, quiet=20), replace(ITEM, started=True, quiet=21)),
     ("quiet", replace(ITEM, started=False, quiet=90), replace(ITEM, started=True, quiet=90)),
     ("nobody", replace(ITEM, owner=None, people=(), start=15),
      replace(ITEM, owner=None, people=(), start=14)),
     ("nobody", replace(ITEM, owner=None, start=3), replace(ITEM, owner=None, people=(), started=True)),
     ("large", replace(ITEM, likely=19.0), replace(ITEM, likely=20.0)),
     ("wide", replace(ITEM, likely=5.0, low=2.0, high=10.0, critical=0.29),
      replace(ITEM, likely=5.0, low=2.0, high=10.0, critical=0.3)),
     ("wide", replace(ITEM, likely=1.0, low=0.5, high=2.5, critical=0.9),
      replace(ITEM, likely=5.0, low=2.5, high=10.0, critical=0.9)),
     ("external", replace(ITEM, external=True, waiting=0), replace(ITEM, external=True, waiting=1)),
     ("external", replace(ITEM, external=True, waiting=1, answered=True),
      replace(ITEM, external=True, waiting=1))],
)  # fmt: skip
def test_an_item_is_proposed_from_its_threshold_on(kind: str, quiet: ItemFacts, loud: ItemFacts) -> None:
    small = tuple(replace(ITEM, ref=f"s{n}", likely=2.0) for n in range(3))
    assert kind not in kinds(PlanFacts((quiet, *small)))
    (row,) = [row for row in find(PlanFacts((loud, *small))) if row.kind == kind]
    assert row.about == "i1"
    assert row.touches == ("i1",)
    assert row.evidence.startswith("K-1: ")


@pytest.mark.parametrize(
    ("kind", "quiet", "loud"),
    [("over", PlanFacts((ITEM,), (replace(ANA, over=((0, 3.0),)),)),
      PlanFacts((ITEM,), (replace(ANA, over=((0, 1.0), (7, 1.0))),))),
     ("held_by_one", PlanFacts((replace(ITEM, skills=((7, 2),)),), (replace(ANA, skills=((7, 3),)),)),
      PlanFacts((replace(ITEM, skills=((7, 2),)),) * 2, (replace(ANA, skills=((7, 3),)),))),
     ("held_by_one",
      PlanFacts((replace(ITEM, skills=((7, 2),)),) * 2, (replace(ANA, skills=((7, 3),)),) * 2),
      PlanFacts((replace(ITEM, skills=((7, 2),)),) * 2,
                (replace(ANA, skills=((7, 3),)), PersonFacts(2, "Ben", skills=((7, 1),))))),
     ("away", PlanFacts((replace(ITEM, finish=20),), (replace(ANA, away=((29, 60),)),), (RELEASE,)),
      PlanFacts((replace(ITEM, finish=20),), (replace(ANA, away=((28, 60),)),), (RELEASE,))),
     ("away", PlanFacts((replace(ITEM, finish=9),), (replace(ANA, away=((20, 60),)),), (RELEASE,)),
      PlanFacts((replace(ITEM, finish=16),), (replace(ANA, away=((20, 60),)),), (RELEASE,))),
     ("unanswered",
      PlanFacts((replace(ITEM, start=22),), questions=(QuestionFacts("q", "Why?", 1, ("i1",)),)),
      PlanFacts((replace(ITEM, start=21),), questions=(QuestionFacts("q", "Why?", 1, ("i1",), 3),))),
     ("bias", PlanFacts(records=(RecordFacts("p", "Atlas", 1, (2.0,) * 7),)),
      PlanFacts(records=(RecordFacts("p", "Atlas", 1, (2.0,) * 8),))),
     ("bias", PlanFacts(records=(RecordFacts("p", "Atlas", 1, (1.4, 0.8) * 6),)),
      PlanFacts(records=(RecordFacts("p", "Atlas", 1, (1.4, 1.4, 1.4, 0.8) * 4),))),
     ("scope", PlanFacts(releases=(replace(RELEASE, items=20, added=3),)),
      PlanFacts(releases=(replace(RELEASE, items=20, added=4),))),
     ("scope", PlanFacts(releases=(replace(RELEASE, items=8, added=4),)),
      PlanFacts(releases=(replace(RELEASE, items=9, added=4),))),
     ("falling", PlanFacts(releases=(replace(RELEASE, chance=0.6, chance_before=0.7),)),
      PlanFacts(releases=(replace(RELEASE, chance=0.5, chance_before=0.7),))),
     ("stale_fact", PlanFacts(market=(MarketFacts("f", "Prices", 1, 0),)),
      PlanFacts(market=(MarketFacts("f", "Prices", 1, 1),))),
     ("support", PlanFacts(market=(MarketFacts("s", "Login", 1, 0, True),)),
      PlanFacts(market=(MarketFacts("s", "Login", 1, 1, True),)))],
)  # fmt: skip
def test_others_are_proposed_from_their_threshold_on(kind: str, quiet: PlanFacts, loud: PlanFacts) -> None:
    assert kind not in kinds(quiet)
    assert kind in kinds(loud)


def test_an_empty_plan_has_none_and_a_troubled_one_no_more_than_can_be_read() -> None:
    assert find(PlanFacts()) == ()
    many = tuple(replace(ITEM, ref=f"i{n}", moved=3 + n) for n in range(50))
    found = find(PlanFacts(many))
    assert len(found) == MOST
    assert found[0].about == "i49"
    assert set(kinds(planted(clean(1), 1)[0])) == set(KINDS)
