"""What accounts offer the house: settings of a workspace, its members, and talk on the page of any thing."""

from __future__ import annotations

from datetime import date

from pilothouse.accounts import forms, queries, services
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.offering import Action, Card, Noun, Rail, Setting
from pilothouse.kit.products import ProductChoice
from pilothouse.kit.recorded import HIDDEN, Recorded
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import nouns as nouns_of_rooms

_SHOWN = 5  # notifications

rail = Rail("Inbox", "accounts:inbox", key="i", icon="bell", order=5, count=queries.waiting)

settings = (
    Setting("Workspace", "accounts:workspace", "Name and currency", order=10),
    Setting("Members", "accounts:members", "Who belongs here, roles, invitations", order=11),
    Setting("API tokens", "accounts:tokens", "Keys for scripts and other programs", order=12),
    Setting("Profile", "accounts:profile", "Your name and password", order=13),
    Setting("E-mail", "accounts:mail", "Which notifications are mailed to you, and when", order=14),
)

actions = (
    Action("Invite a member", "accounts:members"),
    Action("Make an API token", "accounts:tokens"),
    Action("Change my password", "accounts:profile"),
)

nouns = (
    Noun("accounts.workspace", "accounts:workspace", whole=True),
    Noun(
        "accounts.member",
        "accounts:members",
        whole=True,
        anchor="member-{id}",
        title="Members",
        find=queries.find_members,
    ),
    Noun("accounts.invitation", "accounts:members", whole=True),
    Noun("accounts.token", "accounts:tokens", whole=True),
    Noun("accounts.person", "accounts:members", whole=True),
    Noun("accounts.comment", "accounts:comment"),
    Noun("accounts.attachment", "accounts:attachment"),
)

restores = dict.fromkeys(("comment.removed", "attachment.removed"), services.restore)

recorded = {
    "accounts.attachment": {
        "url": Recorded("address"),
        **dict.fromkeys(("subject", "digest", "size", "kind", "added_at", "added_by"), HIDDEN),
    },
    "accounts.comment": {
        "body": Recorded("text"),
        "author_name": Recorded("by"),
        "written_at": Recorded("written"),
        "edited_at": Recorded("edited"),
        **dict.fromkeys(("subject", "author_id", "quoted_id", "external_id", "batch"), HIDDEN),
    },
}

kept_back = {
    "accounts.ApiToken": "Tokens are secrets: make new ones.",
    "accounts.Invitation": "Invitations hold secrets: invite anew.",
    "accounts.Letter": "E-mails are sent by the installation that wrote them.",
}
secret_columns = ("accounts.User.password",)


def mine(*, actor: Actor, today: date) -> list[Card]:
    """The newest of what waits in the member's inbox."""
    rows = queries.newest_waiting(actor=actor, most=_SHOWN)
    return [Card("side", "accounts/today/_waiting.html", {"rows": rows}, order=10)]


def today(*, actor: Actor, today: date, choice: ProductChoice) -> list[Card]:
    """The same on Today, when something waits."""
    rows = queries.newest_waiting(actor=actor, most=_SHOWN)
    return [Card("side", "accounts/today/_waiting.html", {"rows": rows}, order=5)] if rows else []


def panels(*, actor: Actor, today: date, about: Ref) -> list[Card]:
    """On the page of a thing: what is said about it, and whether it is watched."""
    if nouns_of_rooms()[about.kind].named is None:
        return []
    watching = queries.watchers(actor=actor, about=about)
    talk = {"talk": queries.talk(actor=actor, about=about), "form": forms.CommentForm()}
    files = {
        "subject": str(about),
        "rows": queries.attached(actor=actor, about=about),
        "may_write": actor.may(Role.EDITOR),
        "file_form": forms.FileForm(),
        "link_form": forms.LinkForm(),
    }
    return [
        Card("side", "accounts/talk/_attached_panel.html", files, order=80),
        Card("actions", "accounts/talk/_watch.html", watching, order=10),
        Card("main", "accounts/talk/_panel.html", talk, order=80),
    ]
