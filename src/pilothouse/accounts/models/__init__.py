"""Rows of accounts."""

from pilothouse.accounts.models.attached import Attachment
from pilothouse.accounts.models.mail import Letter, MailChoice
from pilothouse.accounts.models.people import (
    ApiToken,
    Invitation,
    Membership,
    User,
    UserManager,
    Workspace,
)
from pilothouse.accounts.models.talk import Comment, Mention
from pilothouse.accounts.models.views import SavedView, UsualView
from pilothouse.accounts.models.watching import Heard, Notification, Watch

__all__ = [
    "ApiToken",
    "Attachment",
    "Comment",
    "Heard",
    "Invitation",
    "Letter",
    "MailChoice",
    "Membership",
    "Mention",
    "Notification",
    "SavedView",
    "User",
    "UserManager",
    "UsualView",
    "Watch",
    "Workspace",
]
