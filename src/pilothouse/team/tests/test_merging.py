"""Several people, or teams, of a tracker that are one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Forbidden, Invalid, NotFound
from pilothouse.roadmap import queries as roadmap
from pilothouse.roadmap import services as plan
from pilothouse.site.trash import put_back
from pilothouse.team import models, queries, services
from pilothouse.team.contracts import ImportedPerson
from pilothouse.team.pages.merging import alike
from pilothouse.vision import services as vision


@pytest.fixture
def act(editor: Actor, now: Any) -> dict[str, Any]:
    return {"actor": editor, "now": now}


def _imported(act: dict[str, Any], *names: str, source: str = "jira") -> list[int]:
    people = [ImportedPerson(source=source, external_id=name, name=name) for name in names]
    found = services.import_people(batch="first", people=people, **act)
    return [found[name] for name in names]


def test_what_somebody_owns_does_and_can_moves_to_the_one_that_stays(act: dict[str, Any]) -> None:
    ana, again = _imported(act, "Ana Ruiz", "aruiz")
    go, rust = (services.add_skill(name=name, **act).id for name in ("Go", "Rust"))
    for person, skill, level in ((ana, go, 2), (again, go, 4), (again, rust, 3)):
        services.set_skill(person_id=person, skill_id=skill, level=level, **act)
    services.add_absence(person_id=again, first=date(2026, 2, 2), last=date(2026, 2, 6), **act)
    product = vision.add_product(key="ATL", name="Atlas", **act)
    owned = plan.add_item(product_id=product.id, title="Owned", owner_id=again, **act)
    shared = plan.add_item(product_id=product.id, title="Shared", **act)
    plan.pin_people(key=shared.key, version=None, people=[ana, again], **act)
    entry = services.merge_people(ids=[again], into=ana, **act)

    one = queries.person(actor=act["actor"], id=ana)
    assert {row.name: row.level for row in one.skills} == {"Go": 4, "Rust": 3}
    assert [row.first for row in one.absences] == [date(2026, 2, 2)]
    assert roadmap.item(actor=act["actor"], key=owned.key).owner_name == "Ana Ruiz"
    assert roadmap.item(actor=act["actor"], key=shared.key).people == (ana,)
    with pytest.raises(NotFound):
        queries.person(actor=act["actor"], id=again)

    put_back(entry_id=entry, **act)
    back = queries.person(actor=act["actor"], id=again)
    assert {row.name: row.level for row in back.skills} == {"Go": 4, "Rust": 3}
    assert roadmap.item(actor=act["actor"], key=owned.key).owner_name == "aruiz"
    assert roadmap.item(actor=act["actor"], key=shared.key).people == (ana, again)
    assert queries.person(actor=act["actor"], id=ana).absences == ()


def test_a_later_import_finds_the_one_by_the_names_of_the_others(act: dict[str, Any]) -> None:
    ana, again, third = _imported(act, "Ana Ruiz", "aruiz", "A. Ruiz")
    services.merge_people(ids=[again, third], into=ana, **act)

    assert _imported(act, "aruiz", "A. Ruiz", "Ana Ruiz") == [ana, ana, ana]
    assert len(queries.people(actor=act["actor"])) == 1


def test_people_merged_at_once_come_apart_at_once(act: dict[str, Any], editor: Actor) -> None:
    ana, again, third = _imported(act, "Ana Ruiz", "aruiz", "A. Ruiz")
    entry = services.merge_people(ids=[ana, again, third], into=ana, **act)
    assert len(put_back(entry_id=entry, **act)) == 2

    assert [row.name for row in queries.people(actor=editor)] == ["A. Ruiz", "Ana Ruiz", "aruiz"]
    assert _imported(act, "aruiz") == [again]


def test_teams_are_merged_with_their_people_and_found_by_both_names(act: dict[str, Any]) -> None:
    core, old = (services.add_team(name=name, **act).id for name in ("Core", "Core (old)"))
    ben = services.add_person(name="Ben", team_id=old, **act)
    entry = services.merge_teams(ids=[old], into=core, **act)
    assert queries.person(actor=act["actor"], id=ben.id).team_name == "Core"

    put_back(entry_id=entry, **act)
    assert queries.person(actor=act["actor"], id=ben.id).team_name == "Core (old)"


@pytest.mark.parametrize(("ids", "error"), [([], Invalid), ([1], Invalid), ([1, 99], NotFound)])
def test_only_people_of_ours_are_merged(act: dict[str, Any], ids: list[int], error: type[Exception]) -> None:
    (ana,) = _imported(act, "Ana Ruiz")
    with pytest.raises(error):
        services.merge_people(ids=[ana if number == 1 else number for number in ids], into=ana, **act)


def test_viewers_and_strangers_merge_no_one(
    act: dict[str, Any], viewer: Actor, stranger: Actor, now: Any
) -> None:
    ana, again = _imported(act, "Ana Ruiz", "aruiz")
    for actor, error in ((viewer, Forbidden), (stranger, NotFound)):
        with pytest.raises(error):
            services.merge_people(actor=actor, now=now, ids=[again], into=ana)


def test_names_of_the_same_words_stand_together() -> None:
    rows = [(1, "Ana Ruiz", ""), (2, "ruiz.ana", "ana@x"), (3, "Ben", ""), (4, "Ana Ruíz (2)", "")]
    assert alike(rows) == [[(2, "ruiz.ana", "ana@x"), (1, "Ana Ruiz", ""), (4, "Ana Ruíz (2)", "")]]


def test_the_page_merges_with_one_click(act: dict[str, Any], client_for: Any) -> None:
    ana, again = _imported(act, "Ana Ruiz", "ana.ruiz")
    client = client_for("editor")
    assert "Merge into Ana Ruiz" in client.get("team/people/merge").content.decode()
    page = client.post("team/people/merge", {"id": [ana, again], "into": ana}, follow=True).content.decode()

    assert "2 people are one now." in page
    assert len(queries.people(actor=act["actor"])) == 1
    assert client_for("viewer").get("team/people/merge").status_code == 403


def test_the_one_that_stays_takes_over_the_account_and_gives_it_back(act: dict[str, Any]) -> None:
    ana, again = _imported(act, "Ana Ruiz", "aruiz")
    services.join_person(person_id=again, **act)
    entry = services.merge_people(ids=[again], into=ana, **act)
    me = act["actor"].user_id
    assert models.Person.objects.get(account_id=me).pk == ana
    put_back(entry_id=entry, **act)

    assert models.Person.objects.get(account_id=me).pk == again


def test_two_accounts_stay_with_their_own(act: dict[str, Any], viewer: Actor) -> None:
    ana, again = _imported(act, "Ana Ruiz", "aruiz")
    services.join_person(person_id=again, **act)
    services.join_person(person_id=ana, actor=viewer, now=act["now"])
    entry = services.merge_people(ids=[again], into=ana, **act)
    assert models.Person.objects.get(pk=ana).account_id == viewer.user_id
    put_back(entry_id=entry, **act)

    assert models.Person.objects.get(account_id=act["actor"].user_id).pk == again


def test_somebody_who_was_removed_comes_back_with_the_account(act: dict[str, Any]) -> None:
    (ana,) = _imported(act, "Ana Ruiz")
    services.join_person(person_id=ana, **act)
    put_back(entry_id=services.remove_person(id=ana, version=None, **act), **act)

    assert models.Person.objects.get(account_id=act["actor"].user_id).pk == ana
