"""What accounts offer the house: the settings of a workspace, and its members."""

from __future__ import annotations

from pilothouse.accounts import queries
from pilothouse.kit.offering import Action, Noun, Setting

settings = (
    Setting("Workspace", "accounts:workspace", "Name and currency", order=10),
    Setting("Members", "accounts:members", "Who belongs here, roles, invitations", order=11),
    Setting("API tokens", "accounts:tokens", "Keys for scripts and other programs", order=12),
    Setting("Profile", "accounts:profile", "Your name and password", order=13),
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
)
