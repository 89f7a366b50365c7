"""Blueprints."""

from __future__ import annotations

from django import forms

from pilothouse.kit.forms import area_field, text_field


class BlueprintForm(forms.Form):
    """A new blueprint: a document, or a title and text."""

    file = forms.FileField(
        label="Document",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".md,.markdown,.txt,.docx,.odt,.html,.htm"}),
        help_text="Markdown, Word (.docx), OpenDocument (.odt) or HTML, up to 20 MB.",
    )
    title = text_field("Title", most=300, needed=False, hint="Empty: the first heading of the text.")
    text = area_field("Or begin here", rows=10, hint="Markdown. Leave both empty to begin with an outline.")
