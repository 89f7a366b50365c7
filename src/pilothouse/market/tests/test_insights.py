"""Insights: strength follows from evidence, and what they are about shows them."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.market import queries, services
from pilothouse.roadmap import services as roadmap
from pilothouse.site.trash import put_back
from pilothouse.vision import services as vision

pytestmark = pytest.mark.django_db


@pytest.fixture
def insight(editor: Any, now: Any) -> Any:
    return services.add_insight(actor=editor, now=now, title="They cannot take a host out")


def said(actor: Any, now: Any, company: int | None = None, **more: Any) -> str:
    row = services.add_feedback(actor=actor, now=now, text="Let me untick it.", company_id=company, **more)
    return f"market.feedback:{row.id}"


def cited(actor: Any, now: Any, insight: Any, source: str, *, against: bool = False) -> Any:
    return services.add_evidence(actor=actor, now=now, insight_id=insight.id, source=source, against=against)


def highlights(actor: Any, now: Any, many: int) -> list[str]:
    """One of each of so many participants of a study."""
    study = services.add_study(actor=actor, now=now, title="Talks")
    found = []
    for _ in range(many):
        person = services.add_participant(actor=actor, now=now, study_id=study.id)
        session = services.add_session(
            actor=actor, now=now, study_id=study.id, participant_id=person.id, notes="Where is it?"
        )
        made = services.add_highlight(actor=actor, now=now, session_id=session.id, passage="Where is it?")
        found.append(f"market.highlight:{made.id}")
    return found


def test_strength_grows_with_people_and_ways(editor: Any, now: Any, insight: Any) -> None:
    assert insight.strength == "none"
    told = [cited(editor, now, insight, source) for source in highlights(editor, now, 5)]
    assert [row.strength for row in told] == ["anecdote", "weak", "weak", "weak", "moderate"]
    both = cited(editor, now, insight, said(editor, now))
    assert (both.strength, both.people, both.methods) == ("strong", 6, 2)
    against = [cited(editor, now, insight, said(editor, now), against=True) for _ in range(2)]
    assert [row.strength for row in against] == ["strong", "moderate"]
    assert against[1].against == 2


def test_a_company_counts_once(editor: Any, now: Any, insight: Any) -> None:
    company = services.add_company(actor=editor, now=now, name="Northwind").id
    for _ in range(6):
        found = cited(editor, now, insight, said(editor, now, company))

    assert (found.people, found.strength) == (1, "anecdote")


def test_one_person_in_two_ways_is_one_person(editor: Any, now: Any, insight: Any) -> None:
    contact = services.add_contact(actor=editor, now=now, name="Ana").id
    study = services.add_study(actor=editor, now=now, title="Talk")
    person = services.add_participant(actor=editor, now=now, study_id=study.id, contact_id=contact)
    session = services.add_session(
        actor=editor, now=now, study_id=study.id, participant_id=person.id, notes="Where is it?"
    )
    made = services.add_highlight(actor=editor, now=now, session_id=session.id, passage="Where is it?")
    cited(editor, now, insight, f"market.highlight:{made.id}")
    found = cited(editor, now, insight, said(editor, now, contact_id=contact))

    assert (found.people, found.methods) == (1, 2)


def test_evidence_in_the_trash_counts_no_more_and_comes_back(editor: Any, now: Any, insight: Any) -> None:
    source = said(editor, now)
    cited(editor, now, insight, source)
    entry = services.remove_feedback(actor=editor, now=now, id=Ref.parse(source).id, version=1)
    without = queries.insight(actor=editor, id=insight.id)

    assert (without.people, without.evidence[0].gone) == (0, True)
    put_back(actor=editor, now=now, entry_id=entry)
    assert queries.insight(actor=editor, id=insight.id).people == 1


@pytest.mark.parametrize(
    "source", ["market.company:1", "market.highlight:987654", "nothing", "", "market.feedback:987654"]
)
def test_what_is_no_evidence_is_refused(editor: Any, now: Any, insight: Any, source: str) -> None:
    with pytest.raises((Invalid, NotFound)) as refused:
        cited(editor, now, insight, source)

    assert refused.value.where == "source"


def test_the_same_evidence_is_given_once(editor: Any, now: Any, insight: Any) -> None:
    source = said(editor, now)
    found = cited(editor, now, insight, source)
    with pytest.raises(Conflict):
        cited(editor, now, insight, source, against=True)
    left = services.remove_evidence(actor=editor, now=now, evidence_id=found.evidence[0].id)
    assert left.evidence == ()


def test_feedback_of_another_workspace_is_no_evidence(
    editor: Any, stranger: Any, now: Any, insight: Any
) -> None:
    with pytest.raises(NotFound):
        cited(editor, now, insight, said(stranger, now))


def test_a_new_insight_is_stated_with_its_evidence(editor: Any, now: Any) -> None:
    source = highlights(editor, now, 1)[0]
    made = services.cite(actor=editor, now=now, source=source, title="They look for it")

    assert made.study_title == "Talks"
    assert made.people == 1
    for title, number in (("", None), ("Two", made.id)):
        with pytest.raises(Invalid):
            services.cite(actor=editor, now=now, source=source, title=title, insight_id=number)


def test_the_page_of_an_item_shows_its_insights(client_for: Any, editor: Any, now: Any, insight: Any) -> None:
    product = vision.add_product(actor=editor, now=now, key="ATL", name="Atlas")
    item = roadmap.add_item(actor=editor, now=now, product_id=product.id, title="Diff")
    found = services.link_insight(
        actor=editor, now=now, insight_id=insight.id, target=f"roadmap.item:{item.id}"
    )
    page = client_for("viewer").get(f"roadmap/items/{item.key}").content.decode()
    html = client_for("viewer").get(f"market/insights/about/roadmap.item:{item.id}").content.decode()

    assert f"/market/insights/about/roadmap.item:{item.id}" in page
    assert "They cannot take a host out" in html
    assert "No evidence yet" in html
    with pytest.raises(Conflict):
        services.link_insight(actor=editor, now=now, insight_id=insight.id, target=f"roadmap.item:{item.id}")
    services.unlink_insight(actor=editor, now=now, link_id=found.links[0].id)
    assert queries.insights_about(actor=editor, about=Ref("roadmap.item", item.id)) == ()


def test_pages_of_a_study_lead_to_an_insight(client_for: Any, editor: Any, now: Any) -> None:
    browser = client_for("editor")
    study = services.add_study(actor=editor, now=now, title="Reads <b>it</b>", kind="usability", sample=12)
    person = services.add_participant(actor=editor, now=now, study_id=study.id)
    task = services.add_task(actor=editor, now=now, study_id=study.id, title="Find it")
    sent = {f"outcome_{task.id}": "completed", f"seconds_{task.id}": "40", "version": "1"}
    answer = browser.post(f"market/research/participants/{person.id}/results", sent)
    html = browser.get(f"market/research/{study.id}").content.decode()

    assert answer.status_code == 302
    assert "Reads &lt;b&gt;it&lt;/b&gt;" in html
    assert "97 %" in html
    assert "Too few to say" in html
    assert "n = 1" in html
    half = sent | {"version": "2", "sus_1": "4"}
    refused = browser.post(f"market/research/participants/{person.id}/results", half)
    assert refused.status_code == 422
    assert "Answer all ten, or none." in refused.content.decode()
