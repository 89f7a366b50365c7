"""What people type about studies and insights. A form only reads; rules are in services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from pilothouse.engine import quantities
from pilothouse.kit.forms import (
    Choices,
    area_field,
    day_field,
    one_of,
    text_field,
    version_field,
    within,
    words,
)
from pilothouse.market.contracts import (
    CONSENTS,
    OUTCOME_NAMES,
    OUTCOMES,
    STUDY_KIND_NAMES,
    STUDY_KINDS,
    Participant,
    StudyTask,
    TaskResult,
)

SUS = (
    "I think that I would like to use this frequently",
    "I found it unnecessarily complex",
    "I thought it was easy to use",
    "I would need the support of a technical person to use it",
    "I found the various functions well integrated",
    "I thought there was too much inconsistency",
    "Most people would learn to use it very quickly",
    "I found it very cumbersome to use",
    "I felt very confident using it",
    "I needed to learn a lot before I could get going",
)
_KINDS = [(word, STUDY_KIND_NAMES.get(word, name)) for word, name in words(STUDY_KINDS)]
_OUTCOMES = [("", "Not tried"), *((word, OUTCOME_NAMES.get(word, word.capitalize())) for word in OUTCOMES)]


class StudyForm(forms.Form):
    """A new study."""

    title = text_field("Study")
    kind = forms.ChoiceField(label="Kind", choices=_KINDS, initial="interview")
    question = area_field("Question to answer", rows=3, hint="What you will know when it is done.")
    method = area_field("Plan", rows=4, markdown=True)
    audience = area_field("Whom to ask", rows=2)
    sample = within(
        quantities.SAMPLE,
        forms.IntegerField(
            label="People wanted",
            required=False,
            min_value=1,
            max_value=1_000_000,
            help_text="The page of the study then says what so many can show.",
        ),
    )
    product = forms.ChoiceField(label="Product", required=False)
    owner_id = one_of("Owner")
    starts_on = day_field("Starts")
    ends_on = day_field("Ends")

    def __init__(self, *args: Any, owners: Choices, products: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["owner_id"].choices = [("", "No one"), *owners]  # type: ignore[attr-defined]
        self.fields["product"].choices = [("", "None"), *products]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the services take; call after `is_valid`."""
        return dict(self.cleaned_data)


def _picker(label: str, noun: str, *, hint: str = "", needed: bool = False) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=needed,
        min_value=1,
        max_value=2**31 - 1,
        help_text=hint,
        error_messages={"invalid": "Choose one of the list."},
        widget=forms.TextInput(attrs={"data-picker": noun, "autocomplete": "off"}),
    )


def _reference(label: str, nouns: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"data-picker": nouns, "data-posts": "ref", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=60, widget=widget)


class ParticipantForm(forms.Form):
    """Someone who takes part."""

    contact_id = _picker("Contact", "market.contact", hint="Empty: without a name.")
    segment = text_field("Segment", most=60, needed=False)
    consent = forms.ChoiceField(label="Consent to take part", choices=words(CONSENTS), initial="unknown")


class SessionForm(forms.Form):
    """A new session."""

    participant_id = one_of("Participant")
    held_on = day_field("Day", needed=True)
    notes = area_field("Notes", rows=4)

    def __init__(self, *args: Any, participants: Iterable[Participant], **more: Any) -> None:
        super().__init__(*args, **more)
        offered = [(row.id, row.called) for row in participants]
        self.fields["participant_id"].choices = [("", "No one"), *offered]  # type: ignore[attr-defined]


class HighlightForm(forms.Form):
    """Words of the notes that matter."""

    passage = area_field("Words of the notes", rows=2, needed=True, hint="Copied as they stand there.")
    tags = text_field("Tags", needed=False, hint="Several by comma.")

    def values(self) -> dict[str, Any]:
        """What the services take; call after `is_valid`."""
        return {"passage": self.cleaned_data["passage"], "tags": self.cleaned_data["tags"].split(",")}


class CiteForm(forms.Form):
    """Evidence of an insight that is there, or of a new one."""

    source = forms.CharField(max_length=60, widget=forms.HiddenInput)
    insight_id = _picker("Insight", "market.insight")
    title = text_field("Or a new insight", most=300, needed=False, hint="What is known now, in a sentence.")
    against = forms.BooleanField(label="It speaks against it", required=False)


class EvidenceForm(forms.Form):
    """What speaks for an insight, or against it."""

    source = _reference("Feedback", "market.feedback")
    against = forms.BooleanField(label="It speaks against it", required=False)


class InsightLinkForm(forms.Form):
    """What an insight is about."""

    target = _reference("Item, requirement or theme", "roadmap.item vision.statement market.theme")


class ResultsForm(forms.Form):
    """How a participant fared at each task, and the ten answers of the System Usability Scale."""

    version = version_field(alone=True)

    def __init__(self, *args: Any, tasks: Sequence[StudyTask], **more: Any) -> None:
        super().__init__(*args, **more)
        self.tasks = tasks
        for task in tasks:
            self.fields[f"outcome_{task.id}"] = forms.ChoiceField(
                label=f"{task.title}: outcome", choices=_OUTCOMES, required=False
            )
            self.fields[f"seconds_{task.id}"] = within(
                quantities.SECONDS,
                forms.FloatField(
                    label=f"{task.title}: seconds",
                    required=False,
                    min_value=0.001,
                    max_value=1e6,
                    widget=forms.NumberInput(attrs={"step": "any"}),
                ),
            )
        for item, text in enumerate(SUS, 1):
            self.fields[f"sus_{item}"] = forms.TypedChoiceField(
                label=f"{item}. {text}",
                choices=[("", "–"), *((step, str(step)) for step in range(1, 6))],
                coerce=int,
                empty_value=None,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        found = dict(super().clean() or self.cleaned_data)
        for task in self.tasks:
            if found.get(f"seconds_{task.id}") is not None and not found.get(f"outcome_{task.id}"):
                self.add_error(f"outcome_{task.id}", "Say how it went: there is a time.")
        answers = [found.get(f"sus_{item}") for item in range(1, len(SUS) + 1)]
        if any(answers):
            for item, answer in enumerate(answers, 1):
                if answer is None:
                    self.add_error(f"sus_{item}", "Answer all ten, or none.")
        return found

    def results(self) -> list[tuple[int, str, float | None]]:
        """What the services take; call after `is_valid`."""
        found = self.cleaned_data
        return [(row.id, found[f"outcome_{row.id}"], found[f"seconds_{row.id}"]) for row in self.tasks]

    def sus(self) -> list[int]:
        """The ten answers, or none; call after `is_valid`."""
        answers = [self.cleaned_data[f"sus_{item}"] for item in range(1, len(SUS) + 1)]
        return answers if all(answers) else []

    def rows(self) -> list[tuple[StudyTask, Any, Any]]:
        """Each task with its two fields."""
        return [(row, self[f"outcome_{row.id}"], self[f"seconds_{row.id}"]) for row in self.tasks]

    def scale(self) -> list[Any]:
        """The fields of the ten answers."""
        return [self[f"sus_{item}"] for item in range(1, len(SUS) + 1)]

    @staticmethod
    def filled(person: Participant, results: Iterable[TaskResult]) -> Mapping[str, Any]:
        found: dict[str, Any] = {"version": person.version}
        for row in results:
            if row.participant_id == person.id:
                found[f"outcome_{row.task_id}"] = row.outcome
                found[f"seconds_{row.task_id}"] = row.seconds
        return found | {f"sus_{item}": answer for item, answer in enumerate(person.sus, 1)}
