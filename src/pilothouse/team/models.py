from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower


class Team(models.Model):
    """A group of people who work together."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint("workspace", Lower("name"), name="one_team_by_name"),)


class Skill(models.Model):
    """Something that people can do, at levels 1 to 5."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    group = models.CharField(max_length=100, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("group", "name")
        constraints = (models.UniqueConstraint("workspace", Lower("name"), name="one_skill_by_name"),)


class Person(models.Model):
    """Somebody who does the work. The day rate is in minor units of the workspace's currency."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    email = models.CharField(max_length=254, blank=True, default="")
    title = models.CharField(max_length=200, blank=True, default="")
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, related_name="people")
    day_rate_cents = models.BigIntegerField(null=True)
    availability = models.FloatField(default=1.0)
    joins_on = models.DateField(null=True)
    leaves_on = models.DateField(null=True)
    country = models.CharField(max_length=2, blank=True, default="")
    subdivision = models.CharField(max_length=40, blank=True, default="")
    ramp_weeks = models.PositiveSmallIntegerField(default=0)
    notes = models.TextField(blank=True, default="")
    source = models.CharField(max_length=40, blank=True, default="")
    external_id = models.CharField(max_length=200, blank=True, default="")
    # The member who says "this is me"; whoever merely bears the same address is not asked for.
    account = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name", "id")
        indexes = (models.Index(fields=("workspace", "name"), name="person_by_name"),)
        constraints = (
            models.UniqueConstraint(
                fields=("workspace", "account"), condition=~Q(account=None), name="one_person_by_account"
            ),
            models.UniqueConstraint(
                fields=("workspace", "source", "external_id"),
                condition=~Q(external_id=""),
                name="one_person_by_external_id",
            ),
            models.CheckConstraint(
                condition=Q(availability__gte=0, availability__lte=1), name="availability_in_range"
            ),
            models.CheckConstraint(
                condition=Q(joins_on__isnull=True)
                | Q(leaves_on__isnull=True)
                | Q(leaves_on__gte=F("joins_on")),
                name="joins_before_leaving",
            ),
            models.CheckConstraint(
                condition=Q(day_rate_cents__isnull=True) | Q(day_rate_cents__gte=0), name="rate_not_negative"
            ),
        )


class PersonAlias(models.Model):
    """What somebody was called who turned out to be the same person: a later import finds them by it."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=200)
    email = models.CharField(max_length=254, blank=True, default="")
    source = models.CharField(max_length=40, blank=True, default="")
    external_id = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("workspace", "source", "external_id"),
                condition=~Q(external_id=""),
                name="one_alias_by_external_id",
            ),
        )


class TeamAlias(models.Model):
    """The name of a team that was merged into another."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ("name", "id")


class PersonSkill(models.Model):
    """How well somebody does something."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="holders")
    level = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("-level", "skill__name")
        constraints = (
            models.UniqueConstraint(fields=("person", "skill"), name="one_level_per_skill"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="level_in_range"),
        )


class Absence(models.Model):
    """Days on which somebody does not work, both ends included."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    first = models.DateField()
    last = models.DateField()
    reason = models.CharField(max_length=200, blank=True, default="")
    uid = models.CharField(max_length=200, blank=True, default="")  # of the event in its calendar

    class Meta:
        ordering = ("first", "id")
        indexes = (models.Index(fields=("workspace", "first"), name="absence_by_first_day"),)
        constraints = (
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="absence_in_order"),
            models.UniqueConstraint(
                fields=("workspace", "person", "uid"), condition=~Q(uid=""), name="one_absence_by_uid"
            ),
        )


class WorkCalendar(models.Model):
    """The workspace's working days; weekday 0 is Monday."""

    workspace = models.OneToOneField("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    country = models.CharField(max_length=2, blank=True, default="")
    subdivision = models.CharField(max_length=40, blank=True, default="")
    weekdays = models.JSONField(default=list)
    hours_per_day = models.FloatField(default=8.0)
    version = models.PositiveIntegerField(default=1)


class ClosedDay(models.Model):
    """A date on which nobody works, beside public holidays."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    name = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ("day",)
        constraints = (models.UniqueConstraint(fields=("workspace", "day"), name="one_closed_day"),)
