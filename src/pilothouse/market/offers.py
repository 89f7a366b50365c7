"""What the market offers the house: its place in the rail, its nouns, what is recorded of them, and who is
behind an item."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.concerns import Concern
from pilothouse.kit.offering import Action, Card, Noun, Rail, Setting
from pilothouse.kit.products import ProductChoice
from pilothouse.kit.recorded import HIDDEN, Recorded
from pilothouse.kit.refs import Ref
from pilothouse.market import queries, services
from pilothouse.market.competitor_cards import resting_card
from pilothouse.market.contracts import FINDINGS, HOW_TOLD, OWN_WORDS
from pilothouse.market.editables import acts as acts_on_customers
from pilothouse.market.editables import editables as of_customers
from pilothouse.market.editables_competitors import editables as of_competitors
from pilothouse.market.editables_feedback import acts as acts_on_feedback
from pilothouse.market.editables_feedback import editables as of_feedback
from pilothouse.market.editables_portals import editables as of_portals
from pilothouse.market.editables_research import acts as acts_on_research
from pilothouse.market.editables_research import editables as of_research
from pilothouse.market.editables_support import acts as acts_on_support
from pilothouse.market.editables_support import editables as of_support
from pilothouse.market.editables_themes import acts as acts_on_themes
from pilothouse.market.editables_themes import editables as of_themes
from pilothouse.market.feedback_forms import VoteForm
from pilothouse.market.relay_forms import RelayForm
from pilothouse.team import queries as team

__all__ = [
    "actions",
    "acts",
    "concerned",
    "editables",
    "mine",
    "nouns",
    "panels",
    "rail",
    "recorded",
    "restores",
    "settings",
    "today",
    "undoes",
]

acts = (*acts_on_customers, *acts_on_feedback, *acts_on_support, *acts_on_themes, *acts_on_research)
editables = (*of_customers, *of_feedback, *of_support, *of_themes, *of_competitors, *of_research, *of_portals)

rail = Rail("Market", "market:inbox", key="m", icon="messages", order=33)

actions = (
    Action("Add feedback", "market:new-feedback"),
    Action("Posts from outside", "market:posts"),
    Action("Ways in: portals, programs, mailboxes", "market:ways-in"),
    Action("Support queue", "market:support"),
    Action("Customers to inform", "market:customers-to-tell"),
    Action("Add a support problem", "market:new-problem"),
    Action("Themes of feedback", "market:themes"),
    Action("Relayed findings", "market:relays"),
    Action("Competitors", "market:competitors"),
    Action("Facts about competitors to check", "market:facts-to-check"),
    Action("Add a competitor", "market:new-competitor"),
    Action("Add a feature to compare", "market:new-feature"),
    Action("Research", "market:studies"),
    Action("Plan a study", "market:new-study"),
    Action("Insights", "market:insights"),
    Action("Companies", "market:companies"),
    Action("Add a company", "market:new-company"),
    Action("Add a contact", "market:new-contact"),
)

settings = (
    Setting(
        "Service levels",
        "market:service-levels",
        "How soon support problems are answered and solved",
        order=58,
        stays=True,
    ),
    Setting(
        "Competitors",
        "market:competitor-settings",
        "When facts expire, and exchange rates",
        order=59,
        stays=True,
    ),
)

nouns = (
    Noun(
        "market.feedback",
        "market:feedback",
        title="Feedback",
        find=queries.find_feedback,
        named=queries.named_feedback,
    ),
    Noun(
        "market.support_problem",
        "market:problem",
        title="Support problems",
        find=queries.find_problems,
        named=queries.named_problems,
    ),
    Noun("market.service_levels", "market:service-levels", whole=True),
    Noun(
        "market.theme",
        "market:theme",
        title="Themes",
        find=queries.find_themes,
        named=queries.named_themes,
    ),
    Noun(
        "market.study",
        "market:study",
        title="Studies",
        find=queries.find_studies,
        named=queries.named_studies,
    ),
    Noun("market.study_session", "market:session", named=queries.named_sessions),
    Noun("market.study_participant", "market:participant", named=queries.named_participants),
    Noun(
        "market.survey_question",
        "market:study",
        key_of=queries.study_of_question,
        named=queries.named_questions,
    ),
    Noun("market.survey_link", "market:study", key_of=queries.study_of_link),
    Noun("market.survey_response", "market:study", key_of=queries.study_of_response),
    Noun("market.study_task", "market:study", key_of=queries.study_of_task, named=queries.named_tasks),
    Noun(
        "market.insight",
        "market:insight",
        title="Insights",
        find=queries.find_insights,
        named=queries.named_insights,
    ),
    Noun(
        "market.company",
        "market:company",
        title="Companies",
        find=queries.find_companies,
        named=queries.named_companies,
    ),
    Noun(
        "market.contact",
        "market:contact",
        title="Contacts",
        find=queries.find_contacts,
        named=queries.named_contacts,
    ),
    Noun(
        "market.competitor",
        "market:competitor",
        title="Competitors",
        find=queries.find_competitors,
        named=queries.named_competitors,
    ),
    Noun(
        "market.feature",
        "market:feature",
        title="Features compared",
        find=queries.find_features,
        named=queries.named_features,
    ),
    Noun(
        "market.fact",
        "market:fact",
        title="Facts about competitors",
        key_of=queries.fact_key,
        find=queries.find_facts,
        named=queries.named_facts,
    ),
    Noun("market.post", "market:post", named=queries.named_posts),
    Noun("market.portal", "market:portal", named=queries.named_portals),
    Noun(
        "market.portal_entry",
        "market:portal",
        key_of=queries.portal_of_entry,
        named=queries.named_entries,
    ),
    Noun("market.intake_key", "market:ways-in", whole=True),
    Noun("market.relay", "market:relay", named=queries.named_relays),
    Noun("market.competitor_plan", "market:competitor", key_of=queries.plan_competitor),
    Noun("market.competitor_settings", "market:competitor-settings", whole=True),
)

restores = dict.fromkeys(services.REMOVALS, services.restore)
undoes = dict.fromkeys(services.CHANGED_ALIKE, services.undo_act)

_COMPANY = Recorded("company", noun="market.company")
recorded = {
    "market.company": {
        "owner_id": Recorded("owner", noun="team.person"),
        "revenue_cents": Recorded("revenue a year"),
        "contacts": Recorded("contacts", noun="market.contact"),
        "feedback": HIDDEN,
        "votes": HIDDEN,
        "problems": HIDDEN,
        "source": HIDDEN,
        "external_id": Recorded("key in the file"),
    },
    "market.contact": {
        "company_id": _COMPANY,
        "consent_on": Recorded("consent of"),
        "fields": Recorded("fields"),
    },
    "market.feedback": {
        "company_id": _COMPANY,
        "channel": Recorded("from"),
        "received_on": Recorded("day"),
        "fields": Recorded("fields"),
        "theme_id": Recorded("theme", noun="market.theme"),
        "theme_before_id": HIDDEN,
        "theme_by": HIDDEN,
        "theme_weight": HIDDEN,
        "theme_model": HIDDEN,
    },
    "market.support_problem": {
        "company_id": _COMPANY,
        "assignee_id": Recorded("assignee", noun="team.person"),
        "state": Recorded(words={"waiting": "waiting for the customer"}),
        "reported_at": Recorded("reported"),
        "answered_at": Recorded("first answer"),
        "solved_at": Recorded("solved at"),
        "told_how": Recorded("customer informed by"),
        "fields": Recorded("fields"),
    },
    "market.portal": {
        "product": Recorded("product", noun="vision.product"),
        "intro": Recorded("introduction"),
        "takes_posts": Recorded("takes posts"),
        "takes_votes": Recorded("takes votes"),
    },
    "market.portal_entry": {"is_published": Recorded("published"), "target": Recorded("asks for")},
    "market.relay": {"to": Recorded("relayed to"), "done": Recorded("what was done")},
    "market.competitor": {"against": Recorded("competes with")},
    "market.feature": {"own": Recorded("we have it", words=OWN_WORDS), "item": HIDDEN, "product": HIDDEN},
    "market.fact": {
        "since": HIDDEN,
        "seen_on": Recorded("seen on"),
        "seen_by": Recorded("seen by"),
        "expires_on": Recorded("expires"),
    },
    "market.competitor_settings": {"months": Recorded("facts expire after", unit="months")},
    "market.study": {
        "owner_id": Recorded("owner", noun="team.person"),
        "product": Recorded("product", noun="vision.product"),
        "method": Recorded("plan"),
        "audience": Recorded("whom to ask"),
        "sample": Recorded("people wanted"),
        "starts_on": Recorded("starts"),
        "ends_on": Recorded("ends"),
    },
    "market.study_participant": {
        "consent_on": Recorded("consent of"),
        "sus": Recorded("System Usability Scale"),
        "results": HIDDEN,
        "fields": Recorded("fields"),
    },
    "market.study_session": {
        "participant_id": Recorded("participant", noun="market.study_participant"),
        "held_on": Recorded("day"),
        "fields": Recorded("fields"),
        **dict.fromkeys(("highlight", "start", "end", "words", "added_at", "added_by"), HIDDEN),
    },
    "market.study_task": {"title": Recorded("task")},
    "market.survey_question": {
        "text": Recorded("question"),
        "most": Recorded("upper end of the scale"),
        "is_required": Recorded("needs an answer"),
    },
    "market.survey_link": {
        "label": Recorded("where it goes"),
        "closes_on": Recorded("last day"),
        "fields": Recorded("fields"),
    },
    "market.survey_response": {"fields": Recorded("fields")},
    "market.insight": {
        "title": Recorded("insight"),
        "owner_id": Recorded("owner", noun="team.person"),
        "product": Recorded("product", noun="vision.product"),
        "study_id": Recorded("study", noun="market.study"),
    },
    "market.service_levels": {"day_begins": Recorded("a working day begins at")},
    "market.theme": {
        "is_pinned": Recorded("pinned"),
        "is_renamed": HIDDEN,
        "merged_into_id": Recorded("merged into", noun="market.theme"),
        "split_from_id": Recorded("split from", noun="market.theme"),
        "moved": Recorded("pieces of feedback moved"),
    },
}

_MISSED = 5  # on Today
_MINE = 20
_ASKED_FOR = frozenset(("roadmap.item", "vision.blueprint"))
_RESTS_ON = frozenset(services.TARGETS)


def today(*, actor: Actor, today: date, choice: ProductChoice) -> list[Card]:
    """What missed its service level, and how much waits for an answer; what rests on facts that have expired;
    themes that are written about more than before, and how many would be called so by chance."""
    support = _support(actor)
    cards = [Card("side", "market/today/_support.html", support, order=13)] if support else []
    rising = queries.rising(actor=actor, today=today)
    if rising.suspect:
        cards.append(Card("side", "market/today/_suspect.html", rising.suspect, order=12))
    if rising.rising:
        found = {
            "rising": rising.rising,
            "watched": rising.watched,
            "false_alarms": services.false_alarms(rising.watched),
        }
        cards.append(Card("side", "market/today/_rising.html", found, order=14))
    return cards


def mine(*, actor: Actor, today: date) -> list[Card]:
    """Findings relayed to the member, or by them and overdue; the support problems that they are to solve,
    where they said whom they are."""
    cards: list[Card] = []
    if rows := queries.my_relays(actor=actor, today=today, most=_MINE):
        cards.append(Card("main", "market/_my_relays.html", {"rows": rows, "me": actor.user_id}, order=22))
    me = team.my_person(actor=actor)
    if me is None:
        return cards
    narrow = queries.NarrowSupport(state="unsolved", assignee=me.id)
    problems = queries.problems(actor=actor, narrow=narrow, size=_MINE).rows
    return [*cards, Card("side", "market/_mine.html", problems, order=21)] if problems else cards


def _support(actor: Actor) -> dict[str, Any] | None:
    """What Today says of the queue; None where there is nothing to do."""
    found = queries.missed(actor=actor, now=clock.now(), most=_MISSED)
    return {"found": found} if found.breached or found.unanswered else None


def concerned(*, actor: Actor, refs: Collection[str]) -> Iterator[Concern]:
    """Members to whom the findings among `refs` were relayed, and who sent them."""
    yield from queries.relays_concern(actor=actor, refs=refs)


def panels(*, actor: Actor, today: date, about: Ref) -> list[Card]:
    """On the page of an item or a blueprint: who asks for it, in their words; of an item also the support
    problems that it is to solve, and once it shipped whom to tell."""
    if about.kind in FINDINGS:
        return [_relayed(actor, today, about)]
    cards = [_resting(actor, today, about)] if about.kind in _RESTS_ON else []
    if about.kind not in _ASKED_FOR:
        return cards
    found = {
        "behind": queries.behind(actor=actor, about=about),
        "target": str(about),
        "form": VoteForm(initial={"target": str(about)}, auto_id="vote_%s"),
        "may_edit": actor.may(Role.EDITOR),
    }
    cards.append(Card("main", "market/_behind.html", found, order=5))
    if about.kind != "roadmap.item":
        return cards
    problems, to_tell = queries.problems_of(actor=actor, about=about)
    if problems:
        told = {
            "problems": problems,
            "to_tell": to_tell,
            "how_told": HOW_TOLD,
            "may_edit": actor.may(Role.EDITOR),
        }
        cards.append(Card("main", "market/_problems.html", told, order=6))
    return cards


def _relayed(actor: Actor, today: date, about: Ref) -> Card:
    """To whom a finding was relayed, and a form that sends it."""
    found = {
        "rows": queries.relays_of(actor=actor, about=about, today=today),
        "form": RelayForm(initial={"subject": str(about)}, auto_id="relay_%s"),
        "may_edit": actor.may(Role.EDITOR),
    }
    return Card("side", "market/_relays.html", found, order=30)


def _resting(actor: Actor, today: date, about: Ref) -> Card:
    """The facts about competitors on which a thing rests; the page of an item asks for them by itself, as it
    asks for so much already."""
    if about.kind == "roadmap.item":
        return Card("main", "market/_rests_later.html", str(about), order=7)
    return Card("main", "market/_rests_on.html", resting_card(actor=actor, today=today, about=about), order=7)
