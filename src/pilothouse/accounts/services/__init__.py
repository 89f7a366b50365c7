"""Verbs of accounts. No secret, password or digest ever reaches the journal."""

from pilothouse.accounts.services.invitations import (
    INVITATION_DAYS,
    accept_invitation,
    invite,
    revoke_invitation,
)
from pilothouse.accounts.services.members import change_role, remove_member
from pilothouse.accounts.services.people import change_password, change_profile, reset_password
from pilothouse.accounts.services.tokens import (
    MOST_TOKEN_DAYS,
    TOKEN_DAYS,
    authenticate_token,
    create_token,
    revoke_token,
)
from pilothouse.accounts.services.workspaces import change_workspace, found_workspace, set_up

__all__ = [
    "INVITATION_DAYS",
    "MOST_TOKEN_DAYS",
    "TOKEN_DAYS",
    "accept_invitation",
    "authenticate_token",
    "change_password",
    "change_profile",
    "change_role",
    "change_workspace",
    "create_token",
    "found_workspace",
    "invite",
    "remove_member",
    "reset_password",
    "revoke_invitation",
    "revoke_token",
    "set_up",
]
