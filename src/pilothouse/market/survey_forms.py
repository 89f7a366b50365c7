"""What people type about surveys, and the form that those see who are asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from pilothouse.kit.forms import area_field, day_field, one_of, text_field
from pilothouse.market.contracts import (
    LINK_KIND_NAMES,
    QUESTION_KIND_NAMES,
    Participant,
    SurveyForm,
    SurveyQuestion,
)
from pilothouse.market.guest_forms import GuestForm

_SCALES = [(5, "1 to 5"), (7, "1 to 7"), (10, "0 to 10")]
MOST_WORDS = 5_000


class QuestionForm(forms.Form):
    """A new question."""

    text = text_field("Question", most=500)
    kind = forms.ChoiceField(label="Kind", choices=list(QUESTION_KIND_NAMES.items()), initial="single")
    options = area_field("Options", rows=4, hint="Of a choice: one in each line.")
    up_to = forms.TypedChoiceField(label="Scale", choices=_SCALES, coerce=int, initial=5, required=False)
    is_required = forms.BooleanField(label="Needs an answer", required=False)

    def values(self) -> dict[str, Any]:
        """What the services take; call after `is_valid`."""
        found = dict(self.cleaned_data)
        return found | {"options": found["options"].splitlines(), "up_to": found["up_to"] or 5}


class LinkForm(forms.Form):
    """A new address under which people answer."""

    label = text_field("Where it goes", most=100, needed=False, hint="Such as newsletter.")
    kind = forms.ChoiceField(label="Takes", choices=list(LINK_KIND_NAMES.items()), initial="open")
    closes_on = day_field("Last day", hint="Empty: until it is revoked.")
    participant_id = one_of("For", hint="A participant: then it takes one answer.")

    def __init__(self, *args: Any, participants: Iterable[Participant], **more: Any) -> None:
        super().__init__(*args, **more)
        offered = [(row.id, row.called) for row in participants]
        self.fields["participant_id"].choices = [("", "Anyone"), *offered]  # type: ignore[attr-defined]


class AnswerForm(GuestForm):
    """What someone answers."""

    def __init__(self, *args: Any, survey: SurveyForm, **more: Any) -> None:
        super().__init__(*args, **more)
        self.survey = survey
        for row in survey.questions:
            self.fields[f"question_{row.id}"] = _field(row)
        if survey.consent_text:
            self.fields["agreed"] = forms.BooleanField(
                label="I agree", required=True, error_messages={"required": "Tick this to take part."}
            )

    def questions(self) -> list[Any]:
        return [self[f"question_{row.id}"] for row in self.survey.questions]

    def given(self) -> dict[int, Any]:
        """What the services take; call after `is_valid`."""
        return {row.id: self.cleaned_data.get(f"question_{row.id}") for row in self.survey.questions}


def _field(row: SurveyQuestion) -> forms.Field:
    more: dict[str, Any] = {"label": row.text, "required": row.is_required}
    if row.is_required:
        more["error_messages"] = {"required": "This question needs an answer."}
    options = list(enumerate(row.options))
    if row.kind == "single":
        return forms.TypedChoiceField(
            choices=options, coerce=int, empty_value=None, widget=forms.RadioSelect, **more
        )
    if row.kind == "several":
        return forms.TypedMultipleChoiceField(
            choices=options, coerce=int, empty_value=[], widget=forms.CheckboxSelectMultiple, **more
        )
    if row.kind == "scale":
        steps = [(step, str(step)) for step in row.steps]
        return forms.TypedChoiceField(
            choices=steps, coerce=int, empty_value=None, widget=forms.RadioSelect, **more
        )
    if row.kind == "number":
        widget = forms.NumberInput(attrs={"step": "any"})
        return forms.FloatField(widget=widget, min_value=-1e15, max_value=1e15, **more)
    return forms.CharField(max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 4}), **more)
