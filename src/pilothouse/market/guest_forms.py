"""What people without a log-in type: answers to a survey, posts and votes on a portal."""

from __future__ import annotations

from typing import Any

from django import forms

from pilothouse.market.contracts import MOST_POSTED


class GuestForm(forms.Form):
    """A form that anyone may send. `website` is for programs that fill every field: people do not see it."""

    website = forms.CharField(required=False, max_length=500, label="Leave this empty")

    @property
    def is_program(self) -> bool:
        """Whether a program filled what people do not see."""
        return bool(self.data.get("website"))


class PostForm(GuestForm):
    """What someone would like to say."""

    text = forms.CharField(
        label="What would you like to say?",
        max_length=MOST_POSTED,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Say what you would like."},
    )
    name = forms.CharField(label="Your name", max_length=200, required=False)
    email = forms.CharField(
        label="Your e-mail",
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Only if you would like an answer. It is not shown.",
    )

    def given(self) -> dict[str, Any]:
        """What the services take; call after `is_valid`."""
        return {name: self.cleaned_data[name] for name in ("text", "name", "email")}


class VoteForm(GuestForm):
    """An address that votes."""

    email = forms.CharField(
        label="Your e-mail",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "Type your e-mail address."},
    )
