from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pilothouse.market.contracts import (
    CONSENTS,
    LINK_KINDS,
    OUTCOMES,
    QUESTION_KINDS,
    STUDY_KINDS,
    STUDY_STATUSES,
)


def _choices(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


class Study(models.Model):
    """A question that is put to people. `product` is a reference such as `vision.product:3`; `sample`, how
    many people are wanted; `consent_text`, what those agree to who answer its survey. `removed_at` says of
    this and of all below that it lies in the trash."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=_choices(STUDY_KINDS), default="interview")
    status = models.CharField(max_length=10, choices=_choices(STUDY_STATUSES), default="planned")
    question = models.TextField(blank=True, default="")
    method = models.TextField(blank=True, default="")
    audience = models.TextField(blank=True, default="")
    product = models.CharField(max_length=60, blank=True, default="")
    owner = models.ForeignKey("team.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    sample = models.PositiveIntegerField(null=True)
    consent_text = models.TextField(blank=True, default="")
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("workspace", "status"), name="study_by_status"),)


class StudyParticipant(models.Model):
    """Somebody of a study: a contact, or no one by name, then with a segment at most. `number` counts within
    the study. `sus`: ten answers of the System Usability Scale, or none."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="participants")
    number = models.PositiveIntegerField()
    contact = models.ForeignKey("market.Contact", on_delete=models.SET_NULL, null=True, related_name="+")
    segment = models.CharField(max_length=60, blank=True, default="")
    consent = models.CharField(max_length=10, choices=_choices(CONSENTS), default="unknown")
    consent_on = models.DateField(null=True)
    sus = models.JSONField(default=list)
    source = models.CharField(max_length=40, blank=True, default="")
    external_id = models.CharField(max_length=200, blank=True, default="")
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("study", "number"), name="one_participant_by_number"),)


class StudySession(models.Model):
    """A talk, a test or an entry of a diary. Its notes stand here alone, never in the record."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="sessions")
    participant = models.ForeignKey(
        StudyParticipant, on_delete=models.SET_NULL, null=True, related_name="sessions"
    )
    held_on = models.DateField()
    notes = models.TextField(blank=True, default="")
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-held_on", "-id")


class Highlight(models.Model):
    """A passage of the notes of a session, `start` to `end` in characters, with tags. Never edited, only
    added and removed."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(StudySession, on_delete=models.CASCADE, related_name="highlights")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    tags = models.JSONField(default=list)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("start", "id")
        constraints = (
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="highlight_in_order"),
            models.UniqueConstraint(fields=("session", "start", "end"), name="one_highlight_of_a_passage"),
        )


class StudyTask(models.Model):
    """What participants of a usability test are asked to do."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="tasks")
    title = models.CharField(max_length=200)
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)


class TaskResult(models.Model):
    """How a participant fared at a task."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    task = models.ForeignKey(StudyTask, on_delete=models.CASCADE, related_name="results")
    participant = models.ForeignKey(StudyParticipant, on_delete=models.CASCADE, related_name="results")
    outcome = models.CharField(max_length=10, choices=_choices(OUTCOMES))
    seconds = models.FloatField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("task", "participant"), name="one_result_of_a_task"),
            models.CheckConstraint(
                condition=Q(seconds__isnull=True) | Q(seconds__gt=0), name="seconds_above_nothing"
            ),
        )


class SurveyQuestion(models.Model):
    """A question of a survey, in order of `position`. `options` are texts to choose from; `most` is the upper
    end of a scale, whose lower end is 1, or 0 where it ends at 10."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveIntegerField()
    text = models.CharField(max_length=500)
    kind = models.CharField(max_length=10, choices=_choices(QUESTION_KINDS), default="single")
    options = models.JSONField(default=list)
    most = models.PositiveSmallIntegerField(default=5)
    is_required = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("position", "id")


class SurveyLink(models.Model):
    """An address under which people without a log-in answer: `once` it takes one answer, else any number,
    until it is revoked or `closes_on` is over."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="links")
    label = models.CharField(max_length=100, blank=True, default="")
    kind = models.CharField(max_length=10, choices=_choices(LINK_KINDS), default="open")
    participant = models.ForeignKey(StudyParticipant, on_delete=models.SET_NULL, null=True, related_name="+")
    closes_on = models.DateField(null=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)


class SurveyResponse(models.Model):
    """What one person answered."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="responses")
    link = models.ForeignKey(SurveyLink, on_delete=models.SET_NULL, null=True, related_name="responses")
    participant = models.ForeignKey(
        StudyParticipant, on_delete=models.SET_NULL, null=True, related_name="responses"
    )
    answered_on = models.DateField()
    source = models.CharField(max_length=40, blank=True, default="")
    external_id = models.CharField(max_length=200, blank=True, default="")
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("study", "source", "external_id"),
                condition=~Q(external_id=""),
                name="one_response_by_external_id",
            ),
        )


class SurveyAnswer(models.Model):
    """One answer: `chosen` are numbers of options from 0; `number`, that of a scale or a number; `text`,
    words, which stand here alone. `feedback`: what the words became in the inbox."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    response = models.ForeignKey(SurveyResponse, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(SurveyQuestion, on_delete=models.CASCADE, related_name="answers")
    chosen = models.JSONField(default=list)
    number = models.FloatField(null=True)
    text = models.TextField(blank=True, default="")
    feedback = models.ForeignKey("market.Feedback", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("response", "question"), name="one_answer_to_a_question"),
        )


class Insight(models.Model):
    """What research and feedback show, as a statement."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=300)
    notes = models.TextField(blank=True, default="")
    product = models.CharField(max_length=60, blank=True, default="")
    study = models.ForeignKey(Study, on_delete=models.SET_NULL, null=True, related_name="insights")
    owner = models.ForeignKey("team.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-id",)


class InsightEvidence(models.Model):
    """What speaks for an insight, or `against` it, by reference: `market.feedback:3`, `market.highlight:3`,
    `market.survey_question:3` or `market.study_task:3`. Never edited, only added and removed."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    insight = models.ForeignKey(Insight, on_delete=models.CASCADE, related_name="evidence")
    source = models.CharField(max_length=60)
    is_against = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("insight", "source"), name="one_evidence_of_a_kind"),)


class InsightLink(models.Model):
    """What an insight is about: an item, a requirement, a blueprint or a theme, by reference."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    insight = models.ForeignKey(Insight, on_delete=models.CASCADE, related_name="links")
    target = models.CharField(max_length=60)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("workspace", "target"), name="insight_by_target"),)
        constraints = (models.UniqueConstraint(fields=("insight", "target"), name="one_link_of_an_insight"),)
