"""What is sent to each operation so that it is done: a valid body, about rows for which it makes sense."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.fixtures import ApiClient
from tests.operations import Operation, sample

TEXT = "# Billing\n\n## Requirements\n\n- R1: The invoice is sent on the first day of the month.\n"
MBOX = "From a@b Mon Jan  1 00:00:00 2024\nFrom: ana@acme.example\nSubject: Slow\n\nIt is slow.\n"
CSV = "Summary,Issue key,Issue Type,Status\nWrite it,ZZZ-1,Task,To Do\n"


@dataclass(frozen=True)
class Case:
    """Values for the path, the body or the form that is sent, and answers that differ by caller: another
    member's row is refused although the role would do."""

    values: dict[str, Any]
    body: Any = None
    form: dict[str, Any] | None = None
    others: dict[str, int] = field(default_factory=dict)
    done: int | None = None  # the status that says that it was done, where it may be several


class Maker:
    """Makes rows as the owner, through the API."""

    def __init__(self, api: ApiClient, values: dict[str, Any]) -> None:
        self.api = api
        self.values = values
        self.product = values["product_id"]

    def post(self, path: str, body: Any = None, method: str = "post") -> Any:
        answer = self.api.request(method, path, body if body is not None else {}, If_Match="*")
        assert answer.status_code < 300, (path, answer.status_code, answer.content)
        return answer.json() if answer.content else None

    def get(self, path: str) -> Any:
        found = self.api.get(path).json()
        return found["rows"] if isinstance(found, dict) and "rows" in found else found

    def item(self, title: str = "New") -> Any:
        return self.post("/items", {"title": title, "product_id": self.product})

    def id_of(self, path: str, **body: Any) -> int:
        return int(self.post(path, body)["id"])

    def company(self) -> int:
        return self.id_of("/companies", name="Northwind")

    def companies(self) -> dict[str, Any]:
        return {"ids": [self.company()], "segment": "Enterprise"}

    def said(self) -> int:
        return self.id_of("/feedback", text="Too slow.")

    def problem(self) -> int:
        return self.id_of("/support-problems", title="Login loops")

    def linked(self) -> int:
        made = self.problem()
        self.post(f"/support-problems/{made}/item", {"target": self.wanted()}, "put")
        return made

    def shipped(self) -> int:
        """A problem of which the item is done."""
        made, item = self.problem(), self.item()
        self.post(f"/support-problems/{made}/item", {"target": f"roadmap.item:{item['id']}"}, "put")
        self.post(f"/items/{item['key']}", {"status": "done"}, "patch")
        return made

    def relayed(self) -> dict[str, str]:
        """Feedback for the owner, who is one of the people."""
        from pilothouse.team.models import Person

        person = Person.objects.exclude(account=None).values_list("pk", flat=True)[0]
        about = {"subject": f"market.feedback:{self.said()}", "to": f"team.person:{person}"}
        return about | {"why": "You build it"}

    def relay(self) -> int:
        return self.id_of("/relays", **self.relayed())

    def competitor(self) -> int:
        return self.id_of("/competitors", name="Brook")

    def feature(self) -> int:
        return self.id_of("/features", product=f"vision.product:{self.product}", name="Replay")

    def fact(self) -> dict[str, int]:
        """A feature and a competitor that has it."""
        found = {"feature_id": self.feature(), "competitor_id": self.competitor()}
        self.post(self._fact(found), {"answer": "yes"}, "put")
        return found

    def fact_number(self) -> int:
        return int(self.get(self._fact(self.fact()))["id"])

    def fact_link(self) -> int:
        return int(self.post(f"{self._fact(self.fact())}/resting", {"target": self.wanted()})[0]["id"])

    @staticmethod
    def _fact(found: dict[str, int]) -> str:
        return f"/features/{found['feature_id']}/facts/{found['competitor_id']}"

    def competitor_plan(self) -> int:
        return self.id_of(f"/competitors/{self.competitor()}/plans", name="Team")

    def price(self) -> int:
        made = self.post(f"/competitor-plans/{self.competitor_plan()}/prices", {"amount_cents": 4900})
        return int(made["prices"][0]["id"])

    def exchange_rate(self) -> int:
        return int(self.post("/exchange-rates", {"currency": "JPY", "rate": "0.006"})["rates"][-1]["id"])

    def study(self) -> int:
        return self.id_of("/studies", title="Can they read it?", kind="usability")

    def participant(self) -> int:
        return self.id_of(f"/studies/{self.study()}/participants")

    def task(self) -> int:
        return self.id_of(f"/studies/{self.study()}/tasks", title="Find it")

    def session(self) -> int:
        return self.id_of(f"/studies/{self.study()}/sessions", notes="I am lost.")

    def highlight(self) -> int:
        return self.id_of(f"/study-sessions/{self.session()}/highlights", passage="lost")

    def survey(self) -> int:
        return self.id_of("/studies", title="What matters?", kind="survey")

    def asked(self, survey: int = 0, **more: Any) -> int:
        path = f"/studies/{survey or self.survey()}/questions"
        return self.id_of(path, text="Why?", **({"kind": "text"} | more))

    def survey_link(self) -> int:
        survey = self.survey()
        self.asked(survey)
        return self.id_of(f"/studies/{survey}/links")

    def responded(self) -> int:
        """What someone answered under a link."""
        from pilothouse.kit import clock
        from pilothouse.market import services

        survey = self.survey()
        asked = self.asked(survey)
        path = self.post(f"/studies/{survey}/links")["path"]
        given: Any = {"given": {asked: "Because"}, "network": "192.0.2.7", "agreed": True}
        services.answer_survey(token=path.rsplit("/", 1)[-1], now=clock.now(), **given)
        return int(self.get(f"/studies/{survey}/responses")[0]["id"])

    def portal(self) -> int:
        return self.id_of("/portals", title="Ideas for Atlas")

    def entry(self) -> int:
        return self.id_of(f"/portals/{self.portal()}/entries", title="Dark colours")

    def posted(self) -> dict[str, Any]:
        self.post("/intake", {"text": "Too slow."})
        return {"ids": [self.get("/posts")[0]["id"]], "state": "accepted"}

    def intake_key(self) -> int:
        return int(self.post("/intake-keys", {"name": "Help desk"})["key"]["id"])

    def insight(self) -> int:
        return self.id_of("/insights", title="They are lost")

    def evidence(self) -> int:
        source = {"source": f"market.feedback:{self.said()}"}
        return int(self.post(f"/insights/{self.insight()}/evidence", source)["evidence"][0]["id"])

    def insight_link(self) -> int:
        made = self.post(f"/insights/{self.insight()}/links", {"target": self.wanted()})
        return int(made["links"][0]["id"])

    def fared(self) -> dict[str, Any]:
        """A participant, and how they fared at a task of the same study."""
        study = self.study()
        task = self.id_of(f"/studies/{study}/tasks", title="Find it")
        return {
            "study_participant_id": self.id_of(f"/studies/{study}/participants"),
            "results": [{"task_id": task, "outcome": "completed", "seconds": 4.0}],
        }

    def theme(self) -> int:
        return self.id_of("/themes", name="Wrong tax")

    def retired(self) -> int:
        made = self.theme()
        self.post(f"/themes/{made}/retire")
        return made

    def proposed(self) -> dict[str, Any]:
        return {"ids": [self.get("/themes/proposals")[0]["id"]]}

    def wanted(self) -> str:
        return f"roadmap.item:{self.item()['id']}"

    def link(self) -> int:
        made = self.post(f"/feedback/{self.said()}/links", {"target": self.wanted()})
        return int(made["links"][0]["id"])

    def vote(self) -> int:
        made = self.post("/votes", {"target": self.wanted(), "company_id": self.company()})
        return int(made["votes"][0]["id"])

    def draft(self) -> int:
        return self.id_of(f"/products/{self.product}/blueprints", title="Billing", text=TEXT)

    def trace(self) -> dict[str, Any]:
        draft = self.draft()
        made = self.post(f"/blueprints/{draft}/traces", {"key": "R1", "to": self.item()["key"]})
        return {"blueprint_id": draft, "trace_id": next(named(made, "id", also="checked_at"))}

    def open_review(self, **more: Any) -> int:
        return self.id_of(f"/blueprints/{self.draft()}/design-reviews", title="Walk-through", **more)

    def answered_review(self) -> int:
        made = self.open_review(questions=[{"question": "Who pays?"}])
        for check in named(self.get(f"/design-reviews/{made}"), "id", also="question"):
            self.post(f"/checks/{check}", {"answer": "passed"}, "patch")
        return made

    def question(self) -> int:
        scope = f"vision.product:{self.product}"
        return self.id_of("/uncertainties", scope=scope, question="Who pays?")

    def owner(self) -> int:
        return self.id_of("/people", name="Ria Risk")

    def risk(self) -> int:
        return self.id_of("/risks", event="Vendor late", owner_id=self.owner())

    def risk_proposal(self) -> int:
        """One that the program found; nothing over REST makes one."""
        from tests.permissions.foreign import proposed_risk

        return proposed_risk(self.risk())

    def dismissed_risk(self) -> int:
        made = self.risk_proposal()
        self.post(f"/risks/proposals/{made}/dismiss")
        return made

    def response(self) -> int:
        return self.id_of(f"/risks/{self.risk()}/responses", title="Second vendor")

    def chosen_work(self) -> int:
        return self.id_of(f"/risks/{self.risk()}/responses", title="Second vendor", days=2.0, state="chosen")

    def best_responses(self) -> dict[str, str]:
        found = self.get("/risks/responses/best")
        return self.batch(f"/risks/responses/best/{found['id']}/choose", {})

    def planned(self) -> dict[str, Any]:
        """What is asked of a plan that is not stale: jobs are not run here."""
        from pilothouse.accounts import queries
        from pilothouse.kit import clock
        from pilothouse.roadmap import services

        actor = queries.system_actor(slug="acme", channel="job")
        services.make_plan(actor=actor, now=clock.now(), draws=100, passes=1)
        return {"budget_cents": 100_000}

    def risks(self) -> dict[str, Any]:
        return {"ids": [self.risk()], "category": "launch"}

    def owned_question(self) -> int:
        scope = f"vision.product:{self.product}"
        return self.id_of("/uncertainties", scope=scope, question="Who pays?", owner_id=self.owner())

    def newcomer(self) -> int:
        """A member of whom nothing depends."""
        from pilothouse.accounts import queries
        from pilothouse.accounts.models import Membership, User
        from pilothouse.kit.actor import Role

        user = User.objects.create_user("mia@acme.example", None, name="Mia Member")
        acme = queries.workspace("acme").id
        return Membership.objects.create(workspace_id=acme, user=user, role=Role.VIEWER).pk

    def failed_job(self) -> int:
        from pilothouse.kit.models import Job

        Job.objects.filter(pk=self.values["job_id"]).update(state="failed")
        return int(self.values["job_id"])

    def done_import(self) -> int:
        return next(int(row["number"]) for row in self.get("/imports") if row["state"] == "done")

    def checked_import(self) -> int:
        """An import that waits to be started."""
        from pilothouse.accounts.queries import shell_actor
        from pilothouse.connectors import services
        from pilothouse.kit import clock

        actor, name = shell_actor("acme"), "backlog.csv"
        with services.received_file(actor=actor, stream=_file(name, CSV), name=name) as file:
            report = services.check_file(actor=actor, path=file.path, file_name=name)
            services.keep(actor=actor, file=file)
        made = services.register_import(
            actor=actor,
            now=clock.now(),
            report=report,
            product_id=self.product,
            digest=file.digest,
            size=file.size,
            file_name=name,
        )
        return made.number

    def view(self) -> int:
        return self.id_of("/views", page="roadmap.table", name="Mine", shared=True)

    def batch(self, path: str, body: Any) -> dict[str, str]:
        return {"batch": next(named(self.post(path, body), "batch"))}

    def bulk(self) -> dict[str, Any]:
        return {"ids": [self.item()["id"]], "values": {"priority": "high"}}

    def cells(self) -> dict[str, Any]:
        row = self.item()
        cells = [{"column": "title", "text": "Newer"}]
        return {"rows": [{"id": row["id"], "key": row["key"], "cells": cells}]}

    def reopened(self) -> int:
        """The blueprint that was handed over, changed and finalised once more."""
        blueprint = int(self.values["blueprint_id"])
        state = f"/blueprints/{blueprint}/state"
        self.post(state, {"state": "draft", "why": "A gap."})
        text = self.get(f"/blueprints/{blueprint}")["text"]
        self.post(f"/blueprints/{blueprint}", {"text": f"{text}\nOne more line.\n"}, "patch")
        self.post(state, {"state": "in_review"})
        self.post(state, {"state": "finalised"})
        return blueprint


def named(document: Any, name: str, *, also: str = "") -> Iterator[Any]:
    """Every value called `name`, of objects that have a value called `also` as well."""
    if isinstance(document, dict):
        if document.get(name) is not None and (not also or also in document):
            yield document[name]
        document = list(document.values())
    if isinstance(document, list):
        for each in document:
            yield from named(each, name, also=also)


def case(operation: Operation, api: ApiClient, values: dict[str, Any]) -> Case:
    """The case of `operation`; without one of its own the least body that its schema allows."""
    if make := CASES.get(operation.id):
        found = make(Maker(api, values))
        return replace(found, values=values | found.values, done=found.done or operation.done)
    return Case(values, sample(operation.body, values) if operation.body else None, done=operation.done)


def _file(name: str, text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def _path(**values: Any) -> Case:
    return Case(values)


def _sent(body: Any = None, **values: Any) -> Case:
    return Case(values, body)


def _link_of_survey(m: Maker) -> Case:
    survey = m.survey()
    m.asked(survey)
    return _sent({"label": "Newsletter"}, study_id=survey)


def _fared(m: Maker) -> Case:
    found = m.fared()
    return _sent({"results": found["results"]}, study_participant_id=found["study_participant_id"])


OWN = {"editor": 403}  # what belongs to a member is changed by that member


CASES: dict[str, Callable[[Maker], Case]] = {
    "add_company": lambda m: _sent({"name": "Northwind"}),
    "change_companies": lambda m: _sent(m.companies()),
    "undo_market_act": lambda m: _sent(m.batch("/companies/change", m.companies())),
    "add_contact": lambda m: _sent({"name": "Ana Ruiz"}),
    "add_feedback": lambda m: _sent({"text": "Too slow."}),
    "change_many_feedback": lambda m: _sent({"ids": [m.said()], "state": "reviewed"}),
    "add_support_problem": lambda m: _sent({"title": "Login loops"}),
    "change_support_problems": lambda m: _sent({"ids": [m.problem()], "assignee_id": m.owner()}),
    "change_support_problem": lambda m: _sent({"state": "open"}, support_problem_id=m.problem()),
    "escalate_support_problem": lambda m: _sent({"product_id": m.product}, support_problem_id=m.problem()),
    "link_support_problem": lambda m: _sent({"target": m.wanted()}, support_problem_id=m.problem()),
    "unlink_support_problem": lambda m: _path(support_problem_id=m.linked()),
    "mark_customers_told": lambda m: _sent({"ids": [m.shipped()]}),
    "mark_customers_not_told": lambda m: _sent({"ids": [m.shipped()]}),
    "remove_support_problem": lambda m: _path(support_problem_id=m.problem()),
    "relay_finding": lambda m: _sent(m.relayed()),
    "answer_relay": lambda m: Case({"relay_id": m.relay()}, {"answer": "We do"}, others=OWN),
    "remove_relay": lambda m: _path(relay_id=m.relay()),
    "add_competitor": lambda m: _sent({"name": "Brook"}),
    "change_competitor": lambda m: _sent({"website": "brook.example"}, competitor_id=m.competitor()),
    "remove_competitor": lambda m: _path(competitor_id=m.competitor()),
    "add_feature": lambda m: _sent({"name": "Replay", "product": f"vision.product:{m.product}"}),
    "change_feature": lambda m: _sent({"own": "shipped"}, feature_id=m.feature()),
    "remove_feature": lambda m: _path(feature_id=m.feature()),
    "record_fact": lambda m: _sent({"answer": "partly"}, **m.fact()),
    "rest_on_fact": lambda m: _sent({"target": m.wanted()}, **m.fact()),
    "renew_facts": lambda m: _sent({"ids": [m.fact_number()]}),
    "settle_fact_link": lambda m: _path(fact_link_id=m.fact_link()),
    "remove_fact_link": lambda m: _path(fact_link_id=m.fact_link()),
    "add_competitor_plan": lambda m: _sent({"name": "Team"}, competitor_id=m.competitor()),
    "change_competitor_plan": lambda m: _sent({"name": "Teams"}, competitor_plan_id=m.competitor_plan()),
    "remove_competitor_plan": lambda m: _path(competitor_plan_id=m.competitor_plan()),
    "add_competitor_price": lambda m: _sent({"amount_cents": 100}, competitor_plan_id=m.competitor_plan()),
    "remove_competitor_price": lambda m: _path(price_id=m.price()),
    "change_competitor_settings": lambda m: _sent({"months": 3}),
    "state_exchange_rate": lambda m: _sent({"currency": "JPY", "rate": "0.006"}),
    "remove_exchange_rate": lambda m: _path(exchange_rate_id=m.exchange_rate()),
    "add_study": lambda m: _sent({"title": "Can they read it?"}),
    "change_studies": lambda m: _sent({"ids": [m.study()], "status": "done"}),
    "get_sample": lambda m: _path(people=12),
    "get_study": lambda m: _path(study_id=m.study()),
    "change_study": lambda m: _sent({"status": "running"}, study_id=m.study()),
    "remove_study": lambda m: _path(study_id=m.study()),
    "add_study_participant": lambda m: _sent({"segment": "Enterprise"}, study_id=m.study()),
    "change_study_participant": lambda m: _sent(
        {"segment": "Enterprise"}, study_participant_id=m.participant()
    ),
    "remove_study_participant": lambda m: _path(study_participant_id=m.participant()),
    "record_study_results": lambda m: _fared(m),
    "add_study_task": lambda m: _sent({"title": "Find it"}, study_id=m.study()),
    "change_study_task": lambda m: _sent({"title": "Find them"}, study_task_id=m.task()),
    "remove_study_task": lambda m: _path(study_task_id=m.task()),
    "add_study_session": lambda m: _sent({"notes": "I am lost."}, study_id=m.study()),
    "get_study_session": lambda m: _path(study_session_id=m.session()),
    "change_study_session": lambda m: _sent({"notes": "I am found."}, study_session_id=m.session()),
    "remove_study_session": lambda m: _path(study_session_id=m.session()),
    "add_highlight": lambda m: _sent({"passage": "lost"}, study_session_id=m.session()),
    "remove_highlight": lambda m: _path(highlight_id=m.highlight()),
    "add_survey_question": lambda m: _sent({"text": "Why?", "kind": "text"}, study_id=m.survey()),
    "change_survey_question": lambda m: _sent({"text": "Why so?"}, survey_question_id=m.asked()),
    "remove_survey_question": lambda m: _path(survey_question_id=m.asked()),
    "move_survey_question": lambda m: _path(survey_question_id=m.asked()),
    "take_survey_answers": lambda m: _path(survey_question_id=m.asked()),
    "add_survey_link": lambda m: _link_of_survey(m),
    "revoke_survey_link": lambda m: _path(survey_link_id=m.survey_link()),
    "add_portal": lambda m: _sent({"title": "Ideas for Atlas"}),
    "change_portal": lambda m: _sent({"title": "Ideas"}, portal_id=m.portal()),
    "revoke_portal": lambda m: _path(portal_id=m.portal()),
    "list_portal_entries": lambda m: _path(portal_id=m.portal()),
    "add_portal_entry": lambda m: _sent({"title": "Dark colours"}, portal_id=m.portal()),
    "change_portal_entry": lambda m: _sent({"is_published": True}, portal_entry_id=m.entry()),
    "remove_portal_entry": lambda m: _path(portal_entry_id=m.entry()),
    "send_post": lambda m: _sent({"text": "The export stops."}),
    "settle_posts": lambda m: _sent(m.posted()),
    "bring_mailbox": lambda m: Case({}, form={"file": _file("mail.mbox", MBOX)}),
    "revoke_intake_key": lambda m: _path(intake_key_id=m.intake_key()),
    "remove_survey_response": lambda m: _path(survey_response_id=m.responded()),
    "add_insight": lambda m: _sent({"title": "They are lost"}),
    "get_insight": lambda m: _path(insight_id=m.insight()),
    "change_insight": lambda m: _sent({"title": "They are found"}, insight_id=m.insight()),
    "remove_insight": lambda m: _path(insight_id=m.insight()),
    "add_insight_evidence": lambda m: _sent(
        {"source": f"market.feedback:{m.said()}"}, insight_id=m.insight()
    ),
    "remove_insight_evidence": lambda m: _path(insight_evidence_id=m.evidence()),
    "link_insight": lambda m: _sent({"target": m.wanted()}, insight_id=m.insight()),
    "unlink_insight": lambda m: _path(insight_link_id=m.insight_link()),
    "add_theme": lambda m: _sent({"name": "Wrong tax"}),
    "merge_theme": lambda m: _sent({"into": m.theme()}, theme_id=m.theme()),
    "retire_theme": lambda m: _path(theme_id=m.theme()),
    "reopen_theme": lambda m: _path(theme_id=m.retired()),
    "accept_theme_proposals": lambda m: _sent(m.proposed()),
    "refuse_theme_proposals": lambda m: _sent(m.proposed()),
    "undo_theme_act": lambda m: _sent(m.batch("/themes/proposals/accept", m.proposed())),
    "link_feedback": lambda m: _sent({"target": m.wanted()}, feedback_id=m.said()),
    "unlink_feedback": lambda m: _path(feedback_link_id=m.link()),
    "add_vote": lambda m: _sent({"target": m.wanted(), "company_id": m.company()}),
    "remove_vote": lambda m: _path(vote_id=m.vote()),
    "erase_contact": lambda m: _sent({}, contact_id=m.id_of("/contacts", name="Ana Ruiz")),
    "change_member_role": lambda m: _sent({"role": "editor"}, member_id=m.newcomer()),
    "remove_member": lambda m: _path(member_id=m.newcomer()),
    "add_link": lambda m: _sent({"subject": m.values["subject"], "url": "https://wiki.example/rota"}),
    "add_file": lambda m: Case({}, form={"subject": m.values["subject"], "file": _file("note.txt", "Rota")}),
    "change_comment": lambda m: Case(
        {"comment_id": m.id_of("/comments", subject=m.values["subject"], body="Why?")},
        {"body": "How?"},
        others=OWN,
    ),
    "remove_comment": lambda m: Case(
        {"comment_id": m.id_of("/comments", subject=m.values["subject"], body="Why?")}, others=OWN
    ),
    "save_view": lambda m: _sent({"page": "roadmap.table", "name": "Mine"}),
    "choose_view": lambda m: _sent({"page": "roadmap.table", "view_id": m.view()}),
    "get_view": lambda m: _path(view_id=m.view()),
    "change_view": lambda m: _sent({"name": "Ours"}, view_id=m.view()),
    "remove_view": lambda m: _path(view_id=m.view()),
    "revoke_token": lambda m: Case(
        {"token_id": m.post("/tokens", {"name": "export"})["token"]["id"]}, others={"editor": 404}
    ),
    "finish_notification": lambda m: Case({}, others={"editor": 404, "viewer": 404}),  # one's own inbox
    "set_my_person": lambda m: _sent({"person_id": m.id_of("/people", name="Ana Ruiz")}),
    "import_file": lambda m: Case({}, form={"file": _file("backlog.csv", CSV), "product": "ATL"}, done=202),
    "get_import_report": lambda m: _path(number=m.checked_import()),
    "undo_import": lambda m: _sent({}, number=m.done_import()),
    "retry_job": lambda m: _path(job_id=m.failed_job()),
    "reopen_uncertainty": lambda m: _reopen(m),
    "add_risk": lambda m: _sent({"event": "Vendor late", "owner_id": m.owner()}),
    "get_risk": lambda m: _path(risk_id=m.risk()),
    "change_risk": lambda m: _sent({"category": "launch"}, risk_id=m.risk()),
    "remove_risk": lambda m: _path(risk_id=m.risk()),
    "change_risks": lambda m: _sent(m.risks()),
    "enter_risk_proposal": lambda m: _sent({}, risk_proposal_id=m.risk_proposal()),
    "dismiss_risk_proposal": lambda m: _path(risk_proposal_id=m.risk_proposal()),
    "propose_risk_again": lambda m: _path(risk_proposal_id=m.dismissed_risk()),
    "list_responses": lambda m: _path(),
    "add_response": lambda m: _sent({"title": "Second vendor"}, risk_id=m.risk()),
    "get_response": lambda m: _path(response_id=m.response()),
    "change_response": lambda m: _sent({"state": "rejected"}, response_id=m.response()),
    "remove_response": lambda m: _path(response_id=m.response()),
    "plan_response": lambda m: _sent({"product_id": m.product}, response_id=m.chosen_work()),
    "find_best_responses": lambda m: _sent(m.planned()),
    "undo_responses": lambda m: _sent(m.best_responses()),
    "undo_risks": lambda m: _sent(m.batch("/risks/bulk", m.risks())),
    "add_risk_from_question": lambda m: _path(uncertainty_id=m.owned_question()),
    "bulk_change_items": lambda m: _sent(m.bulk()),
    "undo_act": lambda m: _sent(m.batch("/items/bulk", m.bulk())),
    "add_item": lambda m: _sent({"title": "New", "product_id": m.product}),
    "change_item": lambda m: _sent({"title": "Newer"}, key=m.item()["key"]),
    "remove_item": lambda m: _path(key=m.item()["key"]),
    "place_item": lambda m: _sent({"before_key": m.item()["key"]}, key=m.item()["key"]),
    "change_item_cells": lambda m: _sent(m.cells()),
    "undo_item_cells": lambda m: _sent(m.batch("/sheets/items/cells", m.cells())),
    "merge_label": lambda m: _sent(
        {"into_id": m.id_of("/labels", name="one")}, label_id=m.id_of("/labels", name="two")
    ),
    "add_portfolio": lambda m: _sent({"name": "Both", "product_ids": [m.product]}),
    "remove_custom_field": lambda m: _path(field_id=m.id_of("/custom-fields", name="Region", kind="text")),
    "add_dependency": lambda m: _sent({"predecessor": m.item()["key"], "successor": m.item()["key"]}),
    "merge_people": lambda m: _merged(m, "people"),
    "merge_teams": lambda m: _merged(m, "teams"),
    "remove_person": lambda m: _path(person_id=m.id_of("/people", name="Ana Ruiz")),
    "remove_skill": lambda m: _path(skill_id=m.id_of("/skills", name="Cobol")),
    "remove_product": lambda m: _path(product_id=m.id_of("/products", key="ZZZ", name="Third")),
    "import_blueprint": lambda m: Case({}, form={"file": _file("billing.md", TEXT)}),
    "change_blueprint": lambda m: _sent({"title": "Invoices"}, blueprint_id=m.draft()),
    "remove_blueprint": lambda m: _path(blueprint_id=m.draft()),
    "set_blueprint_state": lambda m: _sent({"state": "in_review"}, blueprint_id=m.draft()),
    "restore_revision": lambda m: _restored(m),
    "trace_statement": lambda m: _sent({"key": "R1", "to": m.item()["key"]}, blueprint_id=m.draft()),
    "untrace_statement": lambda m: _path(**m.trace()),
    "confirm_trace": lambda m: _path(**m.trace()),
    "write_keys": lambda m: _path(blueprint_id=m.draft()),
    "remove_design_review": lambda m: _path(design_review_id=m.open_review()),
    "add_check": lambda m: _sent({"question": "Who pays?"}, design_review_id=m.open_review()),
    "close_design_review": lambda m: _path(design_review_id=m.answered_review()),
    "hand_over": lambda m: _sent({"team_ids": [m.values["team_id"]]}, blueprint_id=m.reopened()),
    "acknowledge_handoff": lambda m: _acknowledged(m),
}


def _reopen(m: Maker) -> Case:
    question = m.question()
    m.post(f"/uncertainties/{question}/accept", {"why": "Small."})
    return _sent({"why": "It grew."}, uncertainty_id=question)


def _merged(m: Maker, many: str) -> Case:
    ids = [m.id_of(f"/{many}", name=name) for name in ("Ana One", "Ana Two")]
    return _sent({"ids": ids, "into": ids[0]})


def _restored(m: Maker) -> Case:
    draft = m.draft()
    m.post(f"/blueprints/{draft}", {"text": TEXT.replace("first", "last")}, "patch")
    return _path(blueprint_id=draft, number=1)


def _acknowledged(m: Maker) -> Case:
    made = m.post(f"/blueprints/{m.reopened()}/handoffs", {"team_ids": [m.values["team_id"]]})
    waiting = next(named(made, "id", also="team_id"), None) or next(named(made, "id", also="team"))
    return _sent({}, handoff_id=made["id"], acknowledgement_id=waiting)
