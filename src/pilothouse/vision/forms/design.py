"""Design reviews."""

from __future__ import annotations

from django import forms

from pilothouse.kit.forms import area_field, day_field, text_field


class ReviewForm(forms.Form):
    title = text_field("Name", hint="Such as: Design review with security.")
    held_on = day_field("Held on")
    reviewers = text_field("Reviewers", most=500, needed=False)
    questions = area_field(
        "Questions",
        rows=6,
        hint="One a line, 'Part: question'. Empty: the usual sixteen.",
    )

    def asked(self) -> list[tuple[str, str]] | None:
        """Part and question of each line, None for the usual ones."""
        rows = [row.strip() for row in self.cleaned_data["questions"].splitlines() if row.strip()]
        found = [row.partition(": ") for row in rows]
        return [(part, question) if question else ("", part) for part, _, question in found] or None
