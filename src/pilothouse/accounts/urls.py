"""Addresses of accounts: settings inside a workspace, and the doors to it."""

from __future__ import annotations

from django.urls import path

from pilothouse.accounts import entrance, pages

app_name = "accounts"

urlpatterns = [
    path("workspace", pages.workspace, name="workspace"),
    path("members", pages.members, name="members"),
    path("members/<int:member_id>/role", pages.change_role, name="change-role"),
    path("members/<int:member_id>/remove", pages.remove_member, name="remove-member"),
    path("invitations/<int:invitation_id>/revoke", pages.revoke_invitation, name="revoke-invitation"),
    path("tokens", pages.tokens, name="tokens"),
    path("tokens/<int:token_id>/revoke", pages.revoke_token, name="revoke-token"),
    path("profile", pages.profile, name="profile"),
]

outside = [
    path("login", entrance.log_in, name="login"),
    path("logout", entrance.log_out, name="logout"),
    path("setup", entrance.set_up, name="setup"),
    path("invite", entrance.join, name="invite"),
    path("invite/<str:secret>", entrance.open_invitation, name="invite"),
    path("password", entrance.change_password, name="password"),
]
