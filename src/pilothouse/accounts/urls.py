"""Addresses of accounts: settings inside a workspace, and the doors to it."""

from __future__ import annotations

from django.urls import path

from pilothouse.accounts import entrance
from pilothouse.accounts.pages import attached, inbox, mail, settings, talk, views

app_name = "accounts"

urlpatterns = [
    path("workspace", settings.workspace, name="workspace"),
    path("members", settings.members, name="members"),
    path("members/<int:member_id>/role", settings.change_role, name="change-role"),
    path("members/<int:member_id>/remove", settings.remove_member, name="remove-member"),
    path("invitations/<int:invitation_id>/revoke", settings.revoke_invitation, name="revoke-invitation"),
    path("tokens", settings.tokens, name="tokens"),
    path("tokens/revoke", settings.revoke_tokens, name="revoke-tokens"),
    path("tokens/<int:token_id>/revoke", settings.revoke_token, name="revoke-token"),
    path("views/save", views.save_view, name="save-view"),
    path("views/<int:view_id>/change", views.change_view, name="change-view"),
    path("views/<int:view_id>/remove", views.remove_view, name="remove-view"),
    path("views/<int:view_id>/choose", views.choose_view, name="choose-view"),
    path("mail", mail.mail, name="mail"),
    path("mail/<int:id>/retry", mail.retry_letter, name="retry-letter"),
    path("profile", settings.profile, name="profile"),
    path("attached/<str:subject>", attached.attachments, name="attachments"),
    path("attached/<str:subject>/file", attached.add_file, name="add-file"),
    path("attached/<str:subject>/link", attached.add_link, name="add-link"),
    path("attachments/<int:id>", attached.attachment, name="attachment"),
    path("attachments/<int:id>/remove", attached.remove_attachment, name="remove-attachment"),
    path("inbox", inbox.inbox, name="inbox"),
    path("inbox/done", inbox.finish_all, name="finish-all"),
    path("inbox/<int:id>/done", inbox.finish, name="finish"),
    path("watch/<str:subject>", inbox.watch, name="watch"),
    path("talk/<str:subject>", talk.talk, name="talk"),
    path("talk/<str:subject>/add", talk.add_comment, name="add-comment"),
    path("comments/<int:comment_id>", talk.comment, name="comment"),
    path("comments/<int:comment_id>/edit", talk.edit_comment, name="edit-comment"),
    path("comments/<int:comment_id>/remove", talk.remove_comment, name="remove-comment"),
    path("comments/restore/<int:entry>", talk.restore_comment, name="restore-comment"),
]

outside = [
    path("login", entrance.log_in, name="login"),
    path("logout", entrance.log_out, name="logout"),
    path("setup", entrance.set_up, name="setup"),
    path("invite", entrance.join, name="invite"),
    path("invite/<str:secret>", entrance.open_invitation, name="invite"),
    path("mail/off/<str:token>", mail.stop_mail, name="stop-mail"),
    path("password", entrance.change_password, name="password"),
]
