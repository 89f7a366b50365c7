from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from pilothouse.market.contracts import (
    CHANNELS,
    CONSENTS,
    DAY_BEGINS,
    PROBLEM_STATES,
    SEVERITIES,
    STATES,
    THEME_KINDS,
)


def _choices(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


class Company(models.Model):
    """A customer or one to be. `revenue_cents` is what it pays a year, in minor units of `currency`."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    segment = models.CharField(max_length=60, blank=True, default="")
    plan = models.CharField(max_length=60, blank=True, default="")
    revenue_cents = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    owner = models.ForeignKey("team.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    website = models.CharField(max_length=200, blank=True, default="")
    notes = models.TextField(blank=True, default="")
    source = models.CharField(max_length=40, blank=True, default="")
    external_id = models.CharField(max_length=200, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint("workspace", Lower("name"), name="one_company_by_name"),
            models.UniqueConstraint(
                fields=("workspace", "source", "external_id"),
                condition=~Q(external_id=""),
                name="one_company_by_external_id",
            ),
            models.CheckConstraint(
                condition=Q(revenue_cents__isnull=True) | Q(revenue_cents__gte=0), name="revenue_not_negative"
            ),
        )


class Contact(models.Model):
    """Somebody at a company. What identifies them is here and nowhere else, not even in the record, so that
    erasing the row erases them; `erased_at` says that it happened."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    company = models.ForeignKey(Company, on_delete=models.SET_NULL, null=True, related_name="contacts")
    name = models.CharField(max_length=200, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    title = models.CharField(max_length=200, blank=True, default="")
    consent = models.CharField(max_length=10, choices=_choices(CONSENTS), default="unknown")
    consent_on = models.DateField(null=True)
    notes = models.TextField(blank=True, default="")
    source = models.CharField(max_length=40, blank=True, default="")
    external_id = models.CharField(max_length=200, blank=True, default="")
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name", "id")
        indexes = (models.Index(fields=("workspace", "name"), name="contact_by_name"),)
        constraints = (
            models.UniqueConstraint(
                "workspace", Lower("email"), condition=~Q(email=""), name="one_contact_by_email"
            ),
        )


class ThemeRun(models.Model):
    """A look through all feedback: the space in which likeness was measured (`mean` and `axes`, 32-bit
    floats), `least`, the likeness that counts, and the model that read the texts."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    model = models.CharField(max_length=60)
    feedback = models.PositiveIntegerField()
    newest = models.BigIntegerField()
    mean = models.BinaryField()
    axes = models.BinaryField()
    least = models.FloatField()

    class Meta:
        ordering = ("-id",)


class Theme(models.Model):
    """What many pieces of feedback are about. Its number stays whatever it is called. `merged_into` is set
    while it is merged; `split_from` says what it was taken out of."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=_choices(THEME_KINDS), default="theme")
    state = models.CharField(max_length=8, choices=_choices(("open", "merged", "retired")), default="open")
    is_pinned = models.BooleanField(default=False)
    is_renamed = models.BooleanField(default=False)
    made_by = models.CharField(max_length=8, choices=_choices(("engine", "person")), default="engine")
    made_at = models.DateTimeField()
    model = models.CharField(max_length=60, blank=True, default="")
    split_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="merged")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name", "id")
        indexes = (models.Index(fields=("workspace", "state", "name"), name="theme_by_state"),)


class ThemeFigure(models.Model):
    """What is computed of an open theme; removed when feedback comes or goes, and computed again by a job.
    `week` is the Monday after the last week that it counts; `quotes` are numbers of feedback; `need`, shares
    of companies and revenue with intervals, is computed of all themes at once."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    theme = models.OneToOneField(Theme, on_delete=models.CASCADE, related_name="figure")
    week = models.DateField()
    verdict = models.CharField(max_length=20, blank=True, default="")
    score = models.FloatField(null=True)
    expected = models.FloatField(null=True)
    recent = models.FloatField(default=0.0)
    weekly = models.JSONField(default=list)
    quotes = models.JSONField(default=list)
    need = models.JSONField(default=dict)


class ThemeProposal(models.Model):
    """What a run would change. `before`: numbers of themes; `after`: name, kind, example and feedback of each
    part. `made`: numbers of the themes that accepting it made or closed, which undoing it takes back."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    run = models.ForeignKey(ThemeRun, on_delete=models.CASCADE, related_name="proposals")
    change = models.CharField(max_length=8, choices=_choices(("split", "merge", "new", "retired")))
    before = models.JSONField(default=list)
    after = models.JSONField(default=list)
    shares = models.JSONField(default=list)
    state = models.CharField(
        max_length=10, choices=_choices(("waiting", "accepted", "refused")), default="waiting"
    )
    made = models.JSONField(default=list)
    batch = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("workspace", "state"), name="proposal_by_state"),)


class Feedback(models.Model):
    """What somebody said, word for word. `removed_at` says that it lies in the trash: it stays here, so that
    what it says is in no other place.

    `theme_by`: who put it into `theme`, or into none: engine, person, or empty until it was read.
    `theme_weight`: 0 to 1, how clearly it belongs there. `theme_before`: the theme it left when that was
    merged, retired or split.
    """

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    company = models.ForeignKey(Company, on_delete=models.SET_NULL, null=True, related_name="feedback")
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, related_name="feedback")
    channel = models.CharField(max_length=12, choices=_choices(CHANNELS), default="customer")
    text = models.TextField()
    author = models.CharField(max_length=200, blank=True, default="")
    received_on = models.DateField()
    link = models.CharField(max_length=500, blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    kind = models.CharField(max_length=10, blank=True, default="")
    state = models.CharField(max_length=10, choices=_choices(STATES), default="new")
    removed_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=40, blank=True, default="")
    external_id = models.CharField(max_length=200, blank=True, default="")
    theme = models.ForeignKey(Theme, on_delete=models.SET_NULL, null=True, related_name="feedback")
    theme_before = models.ForeignKey(Theme, on_delete=models.SET_NULL, null=True, related_name="+")
    theme_by = models.CharField(max_length=8, blank=True, default="")
    theme_weight = models.FloatField(null=True)
    theme_model = models.CharField(max_length=60, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-received_on", "-id")
        indexes = (
            models.Index(fields=("theme_by", "workspace", "id"), name="feedback_unread"),
            models.Index(fields=("workspace", "state", "-received_on", "-id"), name="feedback_by_state"),
            models.Index(fields=("workspace", "-received_on", "-id"), name="feedback_by_day"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("workspace", "source", "external_id"),
                condition=~Q(external_id=""),
                name="one_feedback_by_external_id",
            ),
        )


class FeedbackVector(models.Model):
    """A piece as the model reads it: `vector`, 16-bit floats. Its words can be guessed from it, so it goes
    when they are masked. `community`: where the last run put it before anything was judged. `alike`: numbers
    of up to five earlier pieces that may say the same, each with its chance."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    feedback = models.OneToOneField(Feedback, on_delete=models.CASCADE, related_name="vector")
    vector = models.BinaryField()
    model = models.CharField(max_length=60)
    community = models.IntegerField(null=True)
    alike = models.JSONField(default=list)


class FeedbackLink(models.Model):
    """Feedback, or a passage of it, that asks for `target`, a reference such as `roadmap.item:3`, or against
    it. Never edited, only added and removed. `start` and `end` are characters of the text, both empty for all
    of it."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="links")
    target = models.CharField(max_length=60)
    importance = models.PositiveSmallIntegerField(default=2)
    is_against = models.BooleanField(default=False)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("workspace", "target"), name="link_by_target"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(importance__gte=1, importance__lte=3), name="importance_in_range"
            ),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True) | Q(start__lt=models.F("end")),
                name="passage_in_order",
            ),
        )


class Vote(models.Model):
    """A company wants `target`, as somebody noted on its behalf. Never edited, only added and removed."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    company = models.ForeignKey(Company, on_delete=models.SET_NULL, null=True, related_name="votes")
    target = models.CharField(max_length=60)
    importance = models.PositiveSmallIntegerField(default=2)
    note = models.CharField(max_length=500, blank=True, default="")
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("workspace", "target", "company"), name="one_vote_by_company"),
            models.CheckConstraint(
                condition=Q(importance__gte=1, importance__lte=3), name="vote_importance_in_range"
            ),
        )


class ServiceLevels(models.Model):
    """What a workspace promises for support problems. `hours`: severity to working hours to the first answer
    and to the solution; those that are missing are as usual. `calendar`: digest of the working calendar by
    which dates were computed last."""

    workspace = models.OneToOneField("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    hours = models.JSONField(default=dict)
    day_begins = models.FloatField(default=DAY_BEGINS)
    calendar = models.CharField(max_length=64, blank=True, default="")
    version = models.PositiveIntegerField(default=0)


class SupportProblem(models.Model):
    """What goes wrong at a customer. Title, words and workaround stand here alone, never in the record, as
    they may name somebody. `removed_at` says that it lies in the trash.

    `stops`: when its clocks stood, first and last moment of each time in ISO form, the last one open while
    they stand. The three `_due_at` follow from that, the service levels and the calendar; they are computed
    at each change, and by a job when the calendar changes. `item`: what is to solve it, a reference such as
    `roadmap.item:3`; `told_at`: when the customer was told that it shipped.
    """

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    company = models.ForeignKey(Company, on_delete=models.SET_NULL, null=True, related_name="problems")
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, related_name="problems")
    title = models.CharField(max_length=200)
    words = models.TextField(blank=True, default="")
    severity = models.CharField(max_length=8, choices=_choices(SEVERITIES), default="normal")
    state = models.CharField(max_length=8, choices=_choices(PROBLEM_STATES), default="new")
    assignee = models.ForeignKey("team.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    workaround = models.TextField(blank=True, default="")
    reported_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    solved_at = models.DateTimeField(null=True)
    stops = models.JSONField(default=list)
    answer_due_at = models.DateTimeField(null=True)
    solution_due_at = models.DateTimeField(null=True)
    next_due_at = models.DateTimeField(null=True)
    item = models.CharField(max_length=60, blank=True, default="")
    told_at = models.DateTimeField(null=True)
    told_by = models.CharField(max_length=200, blank=True, default="")
    told_how = models.CharField(max_length=10, blank=True, default="")
    removed_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=40, blank=True, default="")
    external_id = models.CharField(max_length=200, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-reported_at", "-id")
        indexes = (
            models.Index(fields=("workspace", "item"), name="problem_by_item"),
            models.Index(fields=("workspace", "state", "next_due_at"), name="problem_by_due"),
            models.Index(fields=("workspace", "-reported_at", "-id"), name="problem_by_day"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("workspace", "source", "external_id"),
                condition=~Q(external_id=""),
                name="one_problem_by_external_id",
            ),
        )
