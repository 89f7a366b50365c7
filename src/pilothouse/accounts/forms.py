"""What people type into the pages of accounts. Rules are in services; a form only reads."""

from __future__ import annotations

from typing import Any

from django import forms

from pilothouse.accounts.contracts import REASON_WORDS, WHEN_WORDS
from pilothouse.accounts.mailing import zones
from pilothouse.accounts.rules import MOST_PASSWORD
from pilothouse.accounts.services import INVITATION_DAYS, MOST_TOKEN_DAYS, TOKEN_DAYS
from pilothouse.kit.actor import Role, Scope
from pilothouse.kit.forms import area_field, text_field, version_field
from pilothouse.kit.money import CURRENCIES

_CURRENCIES = [(code, code) for code in CURRENCIES]
_ROLES = [
    ("viewer", "Viewer: reads everything"),
    ("editor", "Editor: changes plans, teams and products"),
    ("owner", "Owner: also members, settings and everybody's tokens"),
]
_SCOPES = [("read", "Read only"), ("write", "Read and write"), ("admin", "Everything that I may do")]


def _own_name(label: str = "Your name") -> forms.CharField:
    """Filled in by the browser, which knows who sits before it."""
    field = text_field(label)
    field.widget.attrs["autocomplete"] = "name"
    return field


def _email(label: str, *, autocomplete: str = "email") -> forms.EmailField:
    widget = forms.EmailInput(attrs={"autocomplete": autocomplete})
    return forms.EmailField(label=label, max_length=254, widget=widget)


def _password(label: str, *, autocomplete: str, **more: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=MOST_PASSWORD, strip=False, widget=widget, **more)


def _new_password(label: str = "Password") -> forms.CharField:
    hint = "At least 10 characters; nothing that is on the lists of common passwords."
    return _password(label, autocomplete="new-password", help_text=hint)


class LogInForm(forms.Form):
    email = _email("E-mail", autocomplete="username")
    password = _password("Password", autocomplete="current-password")


class SetUpForm(forms.Form):
    code = text_field("Set-up code", most=40, hint="Shown where the server was started.")
    name = text_field("Name of the workspace", hint="Your company or product line.")
    currency = forms.ChoiceField(label="Currency", choices=_CURRENCIES, initial="EUR")
    person = _own_name()
    email = _email("E-mail", autocomplete="username")
    password = _new_password()


class JoinForm(forms.Form):
    """Somebody new accepts an invitation."""

    person = _own_name()
    password = _new_password()


class JoinAgainForm(forms.Form):
    """Somebody who has an account accepts an invitation."""

    password = _password("Password", autocomplete="current-password")


class JoinNowForm(forms.Form):
    """Somebody who is logged in accepts an invitation: one button."""


class PasswordForm(forms.Form):
    current = _password("Present password", autocomplete="current-password")
    password = _new_password("New password")
    keep_tokens = forms.BooleanField(
        label="Keep my API tokens",
        required=False,
        help_text="Only when no one else knows your old password: whoever does may have made one.",
    )


class WorkspaceForm(forms.Form):
    version = version_field()
    name = text_field("Name")
    currency = forms.ChoiceField(
        label="Currency", choices=_CURRENCIES, help_text="Amounts already entered are not converted."
    )


class ProfileForm(forms.Form):
    version = version_field()
    name = _own_name("Name")


class InviteForm(forms.Form):
    email = _email("E-mail", autocomplete="off")
    role = forms.ChoiceField(label="Role", choices=_ROLES, initial="editor")
    days = forms.IntegerField(label="Days the link holds", min_value=1, max_value=30, initial=INVITATION_DAYS)

    @property
    def chosen(self) -> Role:
        return Role.named(self.cleaned_data["role"])


class RoleForm(forms.Form):
    version = version_field()
    role = forms.ChoiceField(choices=_ROLES)

    @property
    def chosen(self) -> Role:
        return Role.named(self.cleaned_data["role"])


class RemoveForm(forms.Form):
    """One button beside a member."""

    version = version_field()


class TokenForm(forms.Form):
    name = text_field("What it is for", most=100, hint="Such as: nightly export.")
    scope = forms.ChoiceField(label="Reach", choices=_SCOPES, initial="read")
    days = forms.IntegerField(
        label="Days it holds", min_value=1, max_value=MOST_TOKEN_DAYS, initial=TOKEN_DAYS
    )

    @property
    def chosen(self) -> Scope:
        return Scope[str(self.cleaned_data["scope"]).upper()]


class MailForm(forms.Form):
    """When each kind of notification is mailed, and when the digest comes."""

    version = version_field()
    zone = forms.ChoiceField(label="Your time zone", choices=[(name, name) for name in zones()])
    hour = forms.TypedChoiceField(
        label="Daily digest at", coerce=int, choices=[(hour, f"{hour:02d}:00") for hour in range(24)]
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for reason, words in REASON_WORDS.items():
            self.fields[reason] = forms.ChoiceField(label=words, choices=list(WHEN_WORDS.items()))

    @property
    def reasons(self) -> list[forms.BoundField]:
        return [self[reason] for reason in REASON_WORDS]


class CommentForm(forms.Form):
    version = version_field()
    quoted_id = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)
    body = area_field("Comment", needed=True, hint="Markdown. @ mentions a member.")


class FileForm(forms.Form):
    file = forms.FileField(label="File", max_length=200, allow_empty_file=True, help_text="At most 25 MiB.")


class LinkForm(forms.Form):
    url = text_field("Address", most=2000, hint="Of a page, with https://.")
    name = text_field("What to call it", needed=False)
