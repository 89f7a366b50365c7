"""Verbs of accounts. No secret, password or digest ever reaches the journal."""

from pilothouse.accounts.services.attached import put_back, remove_attachment
from pilothouse.accounts.services.attaching import add_file, add_link
from pilothouse.accounts.services.comments import (
    MOST_BODY,
    add_comment,
    change_comment,
    remove_comment,
    restore_comment,
)
from pilothouse.accounts.services.forgetting import forget_ended, forget_notifications
from pilothouse.accounts.services.imported_comments import import_comments, remove_imported_comments
from pilothouse.accounts.services.invitations import (
    INVITATION_DAYS,
    accept_invitation,
    invite,
    revoke_invitation,
)
from pilothouse.accounts.services.mail import (
    begin_letter,
    change_mail,
    letter_failed,
    letter_sent,
    letter_to_send,
    retry_letter,
    stop_mail,
    tidy_letters,
    write_letters,
)
from pilothouse.accounts.services.members import change_role, remove_member
from pilothouse.accounts.services.notifying import notify
from pilothouse.accounts.services.people import change_password, change_profile, reset_password
from pilothouse.accounts.services.proving import Place, known_browser, prove, unknown_secret
from pilothouse.accounts.services.restoring import restore
from pilothouse.accounts.services.tokens import (
    MOST_TOKEN_DAYS,
    TOKEN_DAYS,
    authenticate_token,
    create_token,
    revoke_token,
    revoke_tokens,
)
from pilothouse.accounts.services.views import change_view, choose_view, remove_view, save_view
from pilothouse.accounts.services.watching import finish_notification, finish_notifications, watch
from pilothouse.accounts.services.workspaces import change_workspace, found_workspace, set_up

__all__ = [
    "INVITATION_DAYS",
    "MOST_BODY",
    "MOST_TOKEN_DAYS",
    "TOKEN_DAYS",
    "Place",
    "accept_invitation",
    "add_comment",
    "add_file",
    "add_link",
    "authenticate_token",
    "begin_letter",
    "change_comment",
    "change_mail",
    "change_password",
    "change_profile",
    "change_role",
    "change_view",
    "change_workspace",
    "choose_view",
    "create_token",
    "finish_notification",
    "finish_notifications",
    "forget_ended",
    "forget_notifications",
    "found_workspace",
    "import_comments",
    "invite",
    "known_browser",
    "letter_failed",
    "letter_sent",
    "letter_to_send",
    "notify",
    "prove",
    "put_back",
    "remove_attachment",
    "remove_comment",
    "remove_imported_comments",
    "remove_member",
    "remove_view",
    "reset_password",
    "restore",
    "restore_comment",
    "retry_letter",
    "revoke_invitation",
    "revoke_token",
    "revoke_tokens",
    "save_view",
    "set_up",
    "stop_mail",
    "tidy_letters",
    "unknown_secret",
    "watch",
    "write_letters",
]
