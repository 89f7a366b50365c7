"""Themes of feedback: found only by proposal, stable under new feedback, and what people decide stays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from pilothouse.journal.models import Entry
from pilothouse.kit import jobs
from pilothouse.kit.actor import Role
from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from pilothouse.kit.jobs.regular import Rounds
from pilothouse.market import models, queries, services
from pilothouse.market.contracts import Theme
from pilothouse.roadmap import services as roadmap
from pilothouse.site.serve import load_tasks
from pilothouse.vision import services as vision
from tests.fixtures import NOW, found, join, sign_in

pytestmark = pytest.mark.django_db

SAYS = {
    "invoice": "The invoice {} shows the wrong amount of tax {}",
    "report": "Exporting the report {} to a spreadsheet fails {}",
    "password": "I cannot log in with my password {} any more {}",
}
WHEN = ("again", "since Monday", "for our team", "in March", "at night", "this week")
THEN = ("and it hurts.", "please help.", "which is new.", "as before.", "so we stopped.")
ZEBRAS = "Zebras graze beside quiet rivers."


def step(text: str, done: int, of: int) -> None: ...


def by(actor: Any) -> dict[str, Any]:
    return {"actor": actor, "now": NOW}


def read(actor: Any) -> None:
    services.read_new(actor=actor, step=step)
    services.compute_figures(**by(actor), step=step)


def look(actor: Any) -> Any:
    return services.look_through(**by(actor), step=step)


def accept(actor: Any) -> Any:
    ids = [row.id for row in queries.proposals(actor=actor)]
    return services.accept_proposals(**by(actor), ids=ids)


def say(actor: Any, text: str, **values: Any) -> int:
    """Its number."""
    return int(services.add_feedback(**by(actor), text=text, **values).id)


def move(actor: Any, id: int, theme: int | None) -> Any:
    return services.change_feedback(**by(actor), id=id, version=None, values={"theme_id": theme})


def about(actor: Any, word: str) -> Theme:
    """The open theme that its name says to be about `word`."""
    (row,) = [row for row in queries.themes(actor=actor).rows if word in row.name]
    return row


def pieces(actor: Any, theme: int | None) -> set[int]:
    rows = models.Feedback.objects.filter(workspace_id=actor.workspace_id, theme_id=theme)
    return set(rows.values_list("pk", flat=True))


def placed(actor: Any) -> Mapping[int, int | None]:
    return dict(models.Feedback.objects.filter(workspace_id=actor.workspace_id).values_list("pk", "theme_id"))


@pytest.fixture(scope="module")
def fresh(module_db: None) -> Any:
    """Thirty pieces about each of three matters, of two companies, and one that nobody else says."""
    actor = found(slug="themes", name="Themes")[1].actor
    north, south = [
        services.add_company(**by(actor), name=name, revenue=revenue).id
        for name, revenue in (("Northwind", "1000 EUR"), ("Southgate", "500 USD"))
    ]
    for text in SAYS.values():
        for at, (when, then) in enumerate(product(WHEN, THEN)):
            company = south if text == SAYS["invoice"] and at % 2 else north
            day = NOW.date() - timedelta(days=at)
            say(actor, text.format(when, then), company_id=company, received_on=day)
    say(actor, ZEBRAS)
    look(actor)
    return actor


@pytest.fixture
def editor(fresh: Any) -> Any:
    """With all that was proposed accepted."""
    accept(fresh)
    read(fresh)
    return fresh


def test_a_look_only_proposes_and_one_act_takes_what_it_proposed_and_gives_it_back(fresh: Any) -> None:
    before = placed(fresh)
    proposed = queries.proposals(actor=fresh)

    assert {(row.change, row.parts[0].kind, row.parts[0].feedback) for row in proposed} == {
        ("new", "theme", 30)
    }
    assert len(proposed) == 3
    assert set(before.values()) == {None}

    done = accept(fresh)

    assert (done.accepted, queries.proposals(actor=fresh)) == (3, ())
    summary = queries.summary(actor=fresh)
    assert (summary.feedback, summary.in_themes, summary.without, summary.unread) == (91, 90, 1, 0)

    undone = services.undo_accepted(**by(fresh), batch=done.batch)

    assert (undone.restored, undone.kept) == (3, 0)
    assert placed(fresh) == before
    assert queries.themes(actor=fresh).total == 0
    assert len(queries.proposals(actor=fresh)) == 3


def test_a_theme_says_who_is_behind_it_and_in_which_words(editor: Any) -> None:
    row = about(editor, "invoice")

    assert (row.feedback, row.companies, [str(each) for each in row.revenue]) == (
        30,
        2,
        ["1,000 EUR", "500 USD"],
    )
    assert row.quotes
    assert {quote.feedback_id for quote in row.quotes} <= pieces(editor, row.id)
    assert (row.trend.verdict, sum(row.trend.weekly)) == ("too few weeks", 29)  # of today is not counted
    assert (row.made_by, row.model) == ("engine", "static-minilm-256-int8")
    one = queries.feedback(actor=editor, id=row.quotes[0].feedback_id)
    assert (one.theme_name, one.theme_by, one.theme_model) == (row.name, "engine", row.model)
    assert one.theme_weight is not None
    assert 0 < one.theme_weight <= 1


def test_a_theme_says_which_share_of_companies_and_revenue_needs_it(db: None) -> None:
    actor = found(slug="needs", name="Needs")[1].actor
    theme, rare, group = (services.add_theme(**by(actor), name=name).id for name in ("Tax", "Rare", "Loose"))
    services.change_theme(**by(actor), id=group, version=None, values={"kind": "loose"})
    for at in range(40):
        company = services.add_company(
            **by(actor), name=f"Company {at}", segment="AB"[at % 2], revenue="1000 EUR" if at else "9000 USD"
        )
        if at < 20:
            told = theme if at < 12 else rare if at < 14 else None
            say(actor, f"Piece {at}", company_id=company.id, theme_id=told)
    services.compute_figures(**by(actor), step=step)

    need = queries.theme(actor=actor, id=theme).need
    assert need is not None
    assert (need.heard, need.of) == (20, 40)
    # 12 of the 20 that wrote said it: the estimate of all 40 lies there, and the interval no lower than 12.
    assert 0.5 <= need.companies.mean <= 0.65
    assert 12 / 40 <= need.companies.low < need.companies.mean < need.companies.high < 0.85
    assert need.revenue is not None
    assert need.revenue.low < need.revenue.mean < need.revenue.high
    assert (need.tier, need.why) == (1, "")
    few = queries.theme(actor=actor, id=rare).need
    assert few is not None
    assert (few.tier, few.why) == (None, "too few to rank: 2 of the 3 companies needed")
    assert queries.theme(actor=actor, id=group).need is None


def test_new_feedback_joins_a_theme_or_none_and_nothing_old_moves(editor: Any) -> None:
    before = placed(editor)
    tax = say(editor, "The invoice from May shows the wrong amount of tax, please fix it.")
    other = say(editor, "Do you have a customer event in Lisbon next spring?")
    silent = say(editor, "🙂🙂")
    assert queries.unread() == (editor.workspace_id,)

    read(editor)

    assert queries.feedback(actor=editor, id=tax).theme_id == about(editor, "invoice").id
    assert {queries.feedback(actor=editor, id=id).theme_id for id in (other, silent)} == {None}
    assert {id: theme for id, theme in placed(editor).items() if id in before} == before
    assert queries.unread() == ()
    assert about(editor, "invoice").feedback == 31


def test_a_second_look_keeps_numbers_and_proposes_only_what_is_new(editor: Any) -> None:
    before = placed(editor)
    for when, then in product(WHEN, THEN):
        say(editor, f"The map of sites {when} does not load its tiles {then}")

    look(editor)

    (only,) = queries.proposals(actor=editor)
    assert (only.change, only.parts[0].feedback) == ("new", 30)
    assert {id: theme for id, theme in placed(editor).items() if id in before} == before
    services.refuse_proposals(**by(editor), ids=[only.id])
    look(editor)
    assert queries.proposals(actor=editor) == ()


def test_themes_merge_and_come_apart_with_what_they_had(editor: Any) -> None:
    one, two, three = (about(editor, word) for word in SAYS)
    had = {row.id: pieces(editor, row.id) for row in (one, two, three)}

    services.merge_theme(**by(editor), id=one.id, version=one.version, into=two.id)
    services.merge_theme(**by(editor), id=two.id, version=None, into=three.id)

    assert pieces(editor, three.id) == had[one.id] | had[two.id] | had[three.id]
    joined = queries.theme(actor=editor, id=three.id)
    assert (joined.feedback, joined.companies) == (90, 2)
    assert [row.id for row in joined.merged] == [two.id]
    late = say(editor, "The invoice of last week shows the wrong amount of tax once more.")
    read(editor)
    look(editor)
    assert not [row for row in queries.proposals(actor=editor) if row.change == "split"]

    services.reopen_theme(**by(editor), id=one.id, version=None)
    services.reopen_theme(**by(editor), id=two.id, version=None)

    assert {row.id: pieces(editor, row.id) - {late} for row in (one, two, three)} == had
    assert late in pieces(editor, three.id)
    with pytest.raises(Conflict, match="is open"):
        services.reopen_theme(**by(editor), id=one.id, version=None)


def test_a_retired_theme_opens_again_with_its_feedback(editor: Any) -> None:
    row = about(editor, "report")
    had = pieces(editor, row.id)

    services.retire_theme(**by(editor), id=row.id, version=row.version)

    assert had <= pieces(editor, None)
    with pytest.raises(Conflict, match="is retired"):
        move(editor, min(had), row.id)
    services.reopen_theme(**by(editor), id=row.id, version=None)
    assert pieces(editor, row.id) == had


def test_what_a_person_decided_of_a_piece_is_never_undone_by_the_engine(editor: Any) -> None:
    row, other = about(editor, "invoice"), about(editor, "report")
    first, second = sorted(pieces(editor, row.id))[:2]

    move(editor, first, other.id)
    move(editor, second, None)
    services.retire_theme(**by(editor), id=row.id, version=None)
    look(editor)
    accept(editor)

    assert (queries.feedback(actor=editor, id=first).theme_id, placed(editor)[second]) == (other.id, None)
    assert len(pieces(editor, about(editor, "invoice").id)) == 28


def test_many_pieces_move_as_one_act_that_is_undone_whole(editor: Any) -> None:
    row, other = about(editor, "invoice"), about(editor, "report")
    ids = sorted(pieces(editor, row.id))[:5]

    done = services.change_many(**by(editor), kind="market.feedback", ids=ids, values={"theme_id": other.id})
    assert set(ids) <= pieces(editor, other.id)
    services.undo_act(**by(editor), batch=done.batch)

    back = queries.feedback(actor=editor, id=ids[0])
    assert (back.theme_id, back.theme_by, back.theme_model) == (row.id, "engine", row.model)
    assert back.theme_weight is not None


def test_names_and_pins_survive_a_look(editor: Any) -> None:
    row = about(editor, "invoice")
    named = services.change_theme(
        **by(editor), id=row.id, version=row.version, values={"name": "Wrong tax", "is_pinned": True}
    )
    assert named.is_renamed
    with pytest.raises(Stale):
        services.change_theme(**by(editor), id=row.id, version=row.version, values={"name": "Tax"})
    rest = sorted(pieces(editor, row.id))
    for id in rest[2:]:
        move(editor, id, None)

    look(editor)

    assert not [each for each in queries.proposals(actor=editor) if row.id in {of.id for of in each.themes}]
    kept = queries.theme(actor=editor, id=row.id)
    assert (kept.name, kept.is_pinned, pieces(editor, row.id)) == ("Wrong tax", True, set(rest[:2]))


def test_split_and_merge_that_are_accepted_move_only_what_the_engine_placed(editor: Any) -> None:
    one, two = about(editor, "invoice"), about(editor, "report")
    ids = sorted(pieces(editor, two.id))
    models.Feedback.objects.filter(pk__in=ids).update(theme_id=one.id)
    move(editor, ids[0], one.id)

    look(editor)

    split = next(row for row in queries.proposals(actor=editor) if row.change == "split")
    assert (split.themes[0].id, len(split.parts)) == (one.id, 2)
    done = services.accept_proposals(**by(editor), ids=[split.id])
    made = next(
        row for row in queries.themes(actor=editor).rows if row.split_from and row.split_from.id == one.id
    )
    kept, taken = pieces(editor, one.id), pieces(editor, made.id)
    assert (len(kept) + len(taken), ids[0] in kept) == (60, True)
    assert min(len(kept), len(taken)) >= 29
    services.undo_accepted(**by(editor), batch=done.batch)
    assert len(pieces(editor, one.id)) == 60


def test_what_may_say_the_same_is_offered_from_before(editor: Any) -> None:
    again = say(editor, "Zebras graze beside the quiet rivers.")
    read(editor)

    first = queries.alike(actor=editor, id=again)[0]

    assert first.text == ZEBRAS
    assert first.chance > 0.3
    assert len(queries.alike(actor=editor, id=again)) <= 5


def test_masked_words_leave_no_vector_and_no_name_of_a_person_names_a_theme(editor: Any) -> None:
    ana = services.add_contact(**by(editor), name="Anabel Ruiz", email="ana@north.example")
    ids = [
        say(editor, f"Anabel waits for the courier {when} {then}", contact_id=ana.id)
        for when, then in product(WHEN, THEN)
    ]
    look(editor)
    (only,) = queries.proposals(actor=editor)
    assert "anabel" not in only.parts[0].name
    assert "courier" in only.parts[0].name

    services.erase_contact(**by(editor), id=ana.id, version=ana.version)

    assert not models.FeedbackVector.objects.filter(feedback_id__in=ids).exists()
    look(editor)
    assert models.FeedbackVector.objects.filter(feedback_id__in=ids).count() == len(ids)


def test_every_decision_is_recorded_by_name_and_no_words_of_feedback_are(editor: Any) -> None:
    row, other = about(editor, "invoice"), about(editor, "report")
    services.merge_theme(**by(editor), id=row.id, version=None, into=other.id)
    services.reopen_theme(**by(editor), id=row.id, version=None)

    told = Entry.objects.filter(subject_kind="market.theme", subject_id=row.id).order_by("id")

    assert [entry.verb for entry in told] == ["theme.added", "theme.merged", "theme.reopened"]
    assert {entry.title for entry in told} == {row.name}
    assert told[1].changes["moved"] == [None, 30]


def test_a_worker_reads_what_comes_in_and_gives_it_its_theme(editor: Any) -> None:
    theme = about(editor, "invoice")
    piece = say(editor, SAYS["invoice"].format("twice", "and we complained."))
    assert queries.feedback(actor=editor, id=piece).theme_by == ""

    load_tasks()
    Rounds().go()
    assert jobs.run_waiting() > 0

    found = queries.feedback(actor=editor, id=piece)
    assert (found.theme_id, found.theme_by) == (theme.id, "engine")
    assert about(editor, "invoice").feedback == theme.feedback + 1


def test_today_lists_the_themes_that_rise_and_how_many_would_by_chance(editor: Any) -> None:
    workspace = models.Theme.objects.filter(workspace_id=editor.workspace_id)[0].workspace
    planned = vision.add_product(**by(editor), key="ONE", name="One").id
    roadmap.add_item(**by(editor), product_id=planned, title="Right tax")
    client = sign_in(join(workspace, role=Role.VIEWER, name="Vera Viewer"))
    assert "Rising themes" not in client.get("/w/themes/").content.decode()
    row = about(editor, "invoice")
    models.ThemeFigure.objects.filter(theme_id=row.id).update(
        verdict="rising", score=4.0, expected=2.0, recent=7.5
    )

    html = " ".join(client.get("/w/themes/").content.decode().split())

    assert "Rising themes" in html
    assert f'/market/themes/{row.id}">{row.name}</a>' in html
    assert "7.5 a week, expected 2.0" in html
    assert "Of 3 watched" in html


def test_who_only_looks_changes_nothing_and_errors_say_what_to_do(editor: Any) -> None:
    row = about(editor, "invoice")
    workspace = models.Theme.objects.get(pk=row.id).workspace
    viewer = join(workspace, role=Role.VIEWER, name="Vera Viewer").actor
    for act in (
        lambda: services.add_theme(**by(viewer), name="Mine"),
        lambda: services.change_theme(**by(viewer), id=row.id, version=None, values={"name": "Mine"}),
        lambda: services.retire_theme(**by(viewer), id=row.id, version=None),
        lambda: services.accept_proposals(**by(viewer), ids=[1]),
        lambda: look(viewer),
    ):
        with pytest.raises(Forbidden):
            act()
    with pytest.raises(Invalid, match="into itself"):
        services.merge_theme(**by(editor), id=row.id, version=None, into=row.id)
    with pytest.raises(NotFound):
        queries.theme(actor=found(slug="zed", name="Zed")[1].actor, id=row.id)
    mine = services.add_theme(**by(editor), name="Mine")
    assert (mine.made_by, mine.is_pinned, mine.feedback) == ("person", True, 0)
