"""No acknowledged change is lost: who changes a row says what the change is based on, through every door."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from tests.fixtures import ApiClient, People, found, token
from tests.operations import Operation, operations

# What is changed or removed by its address, and has no version: why nothing can be lost by it.
WITHOUT = {
    "choose_view": "a choice of one's own, replaced as a whole",
    "set_watch": "a switch of one's own",
    "set_my_person": "a choice of one's own, replaced as a whole",
    "revoke_invitation": "an invitation is never changed, only revoked",
    "revoke_token": "a token is never changed, only revoked",
    "revoke_tokens": "a token is never changed, only revoked",
    "remove_dependency": "through the API a dependency is never changed, only added and removed",
    "remove_absence": "an absence is never changed, only added and removed",
    "remove_closed_day": "a closed day is never changed, only added and removed",
    "unlink_feedback": "a link is never changed, only added and removed",
    "remove_vote": "a vote is never changed, only added and removed",
    "untrace_statement": "a trace has nothing that is edited",
    "remove_competitor_price": "a price that was seen is never changed, only added and removed",
    "remove_exchange_rate": "a rate is stated anew as a whole, never edited",
    "remove_fact_link": "what rests on a fact is never edited, only added and removed",
    "remove_highlight": "a highlight is never edited, only added and removed",
    "remove_insight_evidence": "evidence is never edited, only added and removed",
    "unlink_insight": "a link is never changed, only added and removed",
}
# Tables without a version: their rows are part of a versioned one, are never edited, or are kept by the
# program itself.
PART_OF = {
    "roadmap.Need": "roadmap.Item",
    "roadmap.Assignment": "roadmap.Item",
    "roadmap.Link": "roadmap.Item",
    "roadmap.ItemLabel": "roadmap.Item",
    "roadmap.ItemRelease": "roadmap.Item",
    "roadmap.ItemSprint": "roadmap.Item",
    "roadmap.CustomValue": "roadmap.Item",
    "roadmap.ProductRank": "roadmap.PortfolioSettings",
    "roadmap.Allocation": "roadmap.PortfolioSettings",
    "roadmap.TeamShare": "roadmap.PortfolioSettings",
    "roadmap.ProductSetMember": "roadmap.ProductSet",
    "vision.Statement": "vision.Blueprint",
    "vision.Revision": "vision.Blueprint",
    "accounts.Mention": "accounts.Comment",
    "market.Highlight": "market.StudySession",
    "market.TaskResult": "market.StudyParticipant",
    "market.SurveyAnswer": "market.SurveyResponse",
    "market.EarlierFact": "market.Fact",
    "market.RelayReader": "market.Relay",
}
OWN_VALUE = {  # what it holds is its version: a change names what it replaces
    "team.PersonSkill": "the level",
    "roadmap.Dependency": "type and lag",
}
NEVER_EDITED = {
    "market.FeedbackLink", "market.Vote", "market.FactLink", "market.Price", "market.InsightEvidence",
    "market.InsightLink", "market.IntakeKey",
    "accounts.ApiToken", "accounts.Invitation", "journal.Entry", "risk.Evidence", "roadmap.Sprint",
    "roadmap.PlanRun", "roadmap.RunProduct", "roadmap.PlannedItem", "roadmap.PlannedRelease",
    "roadmap.PlannedLoad", "roadmap.ForecastEntry", "roadmap.ForecastOutcome", "team.PersonAlias",
    "team.TeamAlias", "team.Absence", "team.ClosedDay", "vision.Trace", "vision.Handoff",
    "vision.Acknowledgement",
}  # fmt: skip
KEPT_BY_THE_PROGRAM = {
    "accounts.Letter", "accounts.UsualView", "accounts.Watch", "accounts.Notification", "accounts.Heard",
    "connectors.ImportRun", "journal.Erasure", "journal.Seal", "journal.Unsealed", "kit.Attempt",
    "kit.IdempotencyKey", "kit.Job", "kit.Pulse", "risk.ExposedDate", "risk.ExposedRisk", "risk.Exposure",
    "risk.AdvisedResponse", "risk.ResponseAdvice", "risk.Assessment", "risk.Stated",
    "risk.Proposal", "risk.SlipOutlook",
    "vision.TextReading", "market.FeedbackVector", "market.ThemeFigure", "market.ThemeProposal",
    "market.ThemeRun", "market.PortalVote",
}  # fmt: skip


def _conditional() -> list[Operation]:
    return [row for row in operations() if any(each["name"] == "If-Match" for each in row.parameters)]


def test_every_change_by_address_says_what_it_is_based_on_or_why_not() -> None:
    asked = {row.id for row in _conditional()}
    changing = {row.id for row in operations() if row.method in {"put", "patch", "delete"}}

    assert changing - asked - set(WITHOUT) == set(), "take IfMatch from kit.rest"
    assert asked & set(WITHOUT) == set()
    assert set(WITHOUT) - changing == set(), "these are no changes by address"


def test_the_document_says_that_the_header_is_needed() -> None:
    for row in _conditional():
        (header,) = [each for each in row.parameters if each["name"] == "If-Match"]
        assert header["required"], row.id
        assert header["schema"]["type"] == "string", row.id
        assert "428" in header["description"], row.id


def test_every_table_has_versions_or_a_reason_to_have_none() -> None:
    ours = {row._meta.label: row for row in apps.get_models() if row.__module__.startswith("pilothouse.")}
    versioned = {name for name, row in ours.items() if hasattr(row, "version")}
    excused = set(PART_OF) | set(OWN_VALUE) | NEVER_EDITED | KEPT_BY_THE_PROGRAM

    assert set(ours) - versioned - excused == set(), "give it a version, or say here why it needs none"
    assert versioned & excused == set()
    assert excused - set(ours) == set()
    assert set(PART_OF.values()) <= versioned


@pytest.fixture
def api(db: None) -> ApiClient:
    from django.test import Client

    return ApiClient(Client(), token(found(slug="acme", name="Acme")[1]))


@pytest.mark.one_database
def test_a_change_that_says_nothing_gets_428_and_a_cure(api: ApiClient) -> None:
    """Before anything else of the request is looked at, the caller apart."""
    for row in _conditional():
        answer = api.request(row.method, row.url(dict.fromkeys(row.path_names, 1)), {}, If_Match="")
        problem = answer.json()

        assert (answer.status_code, problem["code"]) == (428, "version_missing"), row.id
        assert problem["where"] == "If-Match"
        assert "ETag" in problem["cure"]
        assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.one_database
@pytest.mark.parametrize("tag", ["nonsense", '"-1"', '"1', '"99999999999"', '"1", "2"', '"١"'])
def test_an_etag_that_is_none_is_refused(api: ApiClient, tag: str) -> None:
    made = api.post("/skills", {"name": "Go"}).json()
    answer = api.patch(f"/skills/{made['id']}", {"name": "C"}, If_Match=tag)

    assert (answer.status_code, answer.json()["where"]) == (422, "If-Match")
    assert api.get(f"/skills/{made['id']}").json()["name"] == "Go"


CLIENTS, TIMES = 16, 3


@pytest.mark.django_db(transaction=True)
def test_many_clients_that_count_one_row_up_lose_none() -> None:
    """Each reads, adds one, and sends with the ETag that it read; 412 means to read again."""
    _, owner = found(slug="acme", name="Acme")
    result = _key_result(owner)
    secret = token(owner)
    with ThreadPoolExecutor(CLIENTS) as pool:
        tries = list(pool.map(lambda _: _count_up(secret, result, TIMES), range(CLIENTS)))

    stored = _client(secret).get("/key-results/" + str(result)).json()
    assert stored["current"] == CLIENTS * TIMES
    assert stored["version"] == 1 + CLIENTS * TIMES
    assert sum(tries) >= CLIENTS * TIMES


def _key_result(owner: People) -> int:
    from pilothouse.vision import services
    from tests.fixtures import NOW

    act: dict[str, Any] = {"actor": owner.actor, "now": NOW}
    product = services.add_product(**act, key="ATL", name="Atlas")
    objective = services.add_objective(**act, product_id=product.id, values={"title": "Grow"})
    values = {"title": "Users", "baseline": 0, "target": 1000, "current": 0}
    return services.add_key_result(**act, objective_id=objective.id, values=values).id


def _client(secret: str) -> ApiClient:
    from django.test import Client

    return ApiClient(Client(), secret)


def _count_up(secret: str, result: int, times: int) -> int:
    """How many requests it took."""
    api, path, sent = _client(secret), f"/key-results/{result}", 0
    try:
        for _ in range(times):
            for answer in _tries(api, path):
                sent += 1
                assert answer.status_code in {200, 412}, answer.content
    finally:
        connection.close()
    return sent


def _tries(api: ApiClient, path: str) -> Iterator[Any]:
    """Answers until one says that it was done."""
    while True:
        read = api.get(path)
        answer = api.patch(path, {"current": read.json()["current"] + 1}, If_Match=read.headers["ETag"])
        yield answer
        if answer.status_code == 200:
            return
