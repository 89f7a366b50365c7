"""What the market offers the house: its place in the rail, its nouns, what is recorded of them, and who is
behind an item."""

from __future__ import annotations

from datetime import date

from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.offering import Action, Card, Noun, Rail, Setting
from pilothouse.kit.products import ProductChoice
from pilothouse.kit.recorded import HIDDEN, Recorded
from pilothouse.kit.refs import Ref
from pilothouse.market import queries, services
from pilothouse.market.editables import editables as of_customers
from pilothouse.market.editables_feedback import editables as of_feedback
from pilothouse.market.editables_support import editables as of_support
from pilothouse.market.editables_themes import editables as of_themes
from pilothouse.market.feedback_forms import VoteForm

__all__ = ["actions", "editables", "nouns", "panels", "rail", "recorded", "restores", "settings", "today"]

editables = (*of_customers, *of_feedback, *of_support, *of_themes)

rail = Rail("Market", "market:inbox", key="m", icon="messages", order=33)

actions = (
    Action("Add feedback", "market:new-feedback"),
    Action("Support queue", "market:support"),
    Action("Add a support problem", "market:new-problem"),
    Action("Themes of feedback", "market:themes"),
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
)

restores = dict.fromkeys(("company.removed", "feedback.removed", "support_problem.removed"), services.restore)

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
        "fields": Recorded("fields"),
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

_ASKED_FOR = frozenset(("roadmap.item", "vision.blueprint"))


def today(*, actor: Actor, today: date, choice: ProductChoice) -> list[Card]:
    """Themes that are written about more than before, and how many would be called so by chance."""
    themes = queries.rising(actor=actor)
    if not themes:
        return []
    watched = queries.watched(actor=actor)
    found = {"themes": themes, "watched": watched, "false_alarms": services.false_alarms(watched)}
    return [Card("side", "market/today/_rising.html", found, order=14)]


def panels(*, actor: Actor, today: date, about: Ref) -> list[Card]:
    """On the page of an item or a blueprint: who asks for it, in their words."""
    if about.kind not in _ASKED_FOR:
        return []
    found = {
        "behind": queries.behind(actor=actor, about=about),
        "target": str(about),
        "form": VoteForm(initial={"target": str(about)}, auto_id="vote_%s"),
        "may_edit": actor.may(Role.EDITOR),
    }
    return [Card("main", "market/_behind.html", found, order=5)]
