"""What members type about portals, keys of programs and mailboxes."""

from __future__ import annotations

from typing import Any

from django import forms

from pilothouse.kit.forms import Choices, area_field, text_field, words
from pilothouse.market.contracts import ENTRY_STATUSES


class PortalForm(forms.Form):
    """A new portal."""

    title = text_field("Title", hint="As people outside read it.")
    product = forms.ChoiceField(label="Product", required=False)
    intro = area_field("Introduction", rows=3)

    def __init__(self, *args: Any, products: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["product"].choices = [("", "None"), *products]  # type: ignore[attr-defined]


class EntryForm(forms.Form):
    """A new entry of a portal."""

    title = text_field("What it is", hint="As people outside read it.")
    text = area_field("More about it", rows=3)
    status = forms.ChoiceField(label="Status", choices=words(ENTRY_STATUSES), initial="asked")
    is_published = forms.BooleanField(label="Publish it at once", required=False)


class KeyForm(forms.Form):
    """A new key of a program."""

    name = text_field("Which program", most=100, hint="Such as help desk.")


class MailboxForm(forms.Form):
    """A mailbox to bring in."""

    file = forms.FileField(label="Mailbox (mbox)", help_text="20 MB at most. The shell takes any size.")
