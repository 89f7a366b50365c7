from __future__ import annotations

from django.db import models

from pilothouse.vision.contracts import (
    ANSWERS,
    BLUEPRINT_STATES,
    KINDS,
)


def _choices(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(word, word.replace("_", " ")) for word in words]


class Product(models.Model):
    """What is being built, for whom, and why. The budget is in minor units of the workspace's currency."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    statement = models.TextField(blank=True, default="")
    description = models.TextField(blank=True, default="")
    budget_cents = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("workspace", "key"), name="one_product_by_key"),)


class Objective(models.Model):
    """What the product is to achieve, reached when its key results are."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="objectives")
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True, default="")
    owner = models.ForeignKey("team.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    due_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)


class KeyResult(models.Model):
    """A figure that shows the objective reached: from `baseline` to `target`, read from `source`."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="key_results")
    title = models.CharField(max_length=300)
    metric = models.CharField(max_length=200, blank=True, default="")
    unit = models.CharField(max_length=40, blank=True, default="")
    source = models.CharField(max_length=300, blank=True, default="")
    baseline = models.FloatField(null=True)
    target = models.FloatField(null=True)
    current = models.FloatField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)


class Persona(models.Model):
    """Somebody for whom the product is made."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="personas")
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="")
    goals = models.TextField(blank=True, default="")
    pains = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("product", "name"), name="one_persona_by_name"),)


class Blueprint(models.Model):
    """A document that says what is to be built. `number` is that of its newest revision."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="blueprints")
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True, default="")
    state = models.CharField(max_length=12, choices=_choices(BLUEPRINT_STATES), default="draft")
    number = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)


class Revision(models.Model):
    """A blueprint as it once was. Never changed."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    blueprint = models.ForeignKey(Blueprint, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    actor_name = models.CharField(max_length=200)
    why = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("blueprint", "number"), name="one_revision_by_number"),
        )


class TextReading(models.Model):
    """What the rules about words found in the newest text of a blueprint, and its statements. `digest` marks
    the text, its title and the rules: for others it is made anew."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    blueprint = models.OneToOneField(Blueprint, on_delete=models.CASCADE, related_name="reading")
    digest = models.CharField(max_length=64)
    content = models.JSONField()


class Statement(models.Model):
    """A goal, a requirement, a story and so on of a blueprint; one that was taken out keeps its row and key.

    `start` to `end` are characters of the text.
    """

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    blueprint = models.ForeignKey(Blueprint, on_delete=models.CASCADE, related_name="statements")
    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=_choices(KINDS))
    text = models.TextField()
    part = models.CharField(max_length=300, blank=True, default="")
    position = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=16)
    parent_key = models.CharField(max_length=40, blank=True, default="")
    mentions = models.JSONField(default=list)
    removed = models.BooleanField(default=False)

    class Meta:
        ordering = ("position", "id")
        constraints = (models.UniqueConstraint(fields=("blueprint", "key"), name="one_statement_by_key"),)


class Trace(models.Model):
    """`subject` (such as `roadmap.item:42`) delivers or serves a statement. It is suspect once the
    statement's words are no longer those of `checked`."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="traces")
    subject = models.CharField(max_length=60)
    checked = models.CharField(max_length=16)
    checked_text = models.TextField(blank=True, default="")
    checked_at = models.DateTimeField()
    checked_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("statement", "subject"), name="one_trace"),)
        indexes = (models.Index(fields=("workspace", "subject"), name="trace_by_subject"),)


class DesignReview(models.Model):
    """A checklist gone through with people; what it finds blocks the gate until it is settled."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    blueprint = models.ForeignKey(Blueprint, on_delete=models.CASCADE, related_name="design_reviews")
    title = models.CharField(max_length=200)
    held_on = models.DateField()
    reviewers = models.CharField(max_length=500, blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=200, blank=True, default="")
    revision_number = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-held_on", "-id")


class Check(models.Model):
    """One question of a design review and what was found."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    review = models.ForeignKey(DesignReview, on_delete=models.CASCADE, related_name="checks")
    part = models.CharField(max_length=100, blank=True, default="")
    question = models.CharField(max_length=500)
    answer = models.CharField(max_length=14, choices=_choices(ANSWERS), default="open")
    note = models.TextField(blank=True, default="")
    settled = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)


class Handoff(models.Model):
    """What was handed to design and engineering, as it was. Never changed. `digest` is the SHA-256 of
    `content`."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    blueprint = models.ForeignKey(Blueprint, on_delete=models.PROTECT, related_name="handoffs")
    number = models.PositiveIntegerField()
    revision_number = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor_name = models.CharField(max_length=200)
    note = models.TextField(blank=True, default="")
    content = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("blueprint", "number"), name="one_handoff_by_number"),)


class Acknowledgement(models.Model):
    """A team's answer to a hand-off; `at` is empty until it came."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    handoff = models.ForeignKey(Handoff, on_delete=models.CASCADE, related_name="acknowledgements")
    team = models.ForeignKey("team.Team", on_delete=models.SET_NULL, null=True, related_name="+")
    team_name = models.CharField(max_length=100)
    at = models.DateTimeField(null=True)
    actor_name = models.CharField(max_length=200, blank=True, default="")
    note = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("handoff", "team_name"), name="one_acknowledgement_per_team"),
        )
