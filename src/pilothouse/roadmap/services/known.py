"""What values of items may point to, looked up once for an act however many items it changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from django.db import transaction

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid, NotFound
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import STATUSES
from pilothouse.roadmap.queries import sheet
from pilothouse.team import queries as team


class Known:
    """The people, teams, releases, statuses and custom fields of the actor's workspace."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self._releases: dict[int, set[int]] = {}

    @cached_property
    def people(self) -> dict[int, str]:
        return dict(team.names(actor=self.actor))

    @cached_property
    def teams(self) -> set[int]:
        return {row.id for row in team.teams(actor=self.actor)}

    @cached_property
    def team_numbers(self) -> dict[str, int]:
        """Numbers of teams by what cells call them."""
        return {name: number for number, name in sheet.sheet_names(actor=self.actor).teams.items()}

    @cached_property
    def statuses(self) -> list[models.Status]:
        return list(models.Status.objects.filter(workspace_id=self.actor.workspace_id))

    @cached_property
    def fields(self) -> dict[int, models.CustomField]:
        rows = models.CustomField.objects.filter(workspace_id=self.actor.workspace_id)
        return {row.pk: row for row in rows}

    @cached_property
    def labels(self) -> dict[str, int]:
        """Numbers of labels by their names in small letters."""
        rows = models.Label.objects.filter(workspace_id=self.actor.workspace_id)
        return {name.casefold(): number for number, name in rows.values_list("pk", "name")}

    @contextmanager
    def trying(self) -> Iterator[None]:
        """A part of an act that leaves nothing where it is refused, not even the numbers of labels that it
        made."""
        try:
            with transaction.atomic():
                yield
        except BaseException:
            for name in ("labels", "label_names"):
                self.__dict__.pop(name, None)
            raise

    @cached_property
    def label_names(self) -> dict[str, str]:
        """Labels as they are written, by their names in small letters."""
        rows = models.Label.objects.filter(workspace_id=self.actor.workspace_id)
        return {name.casefold(): name for name in rows.values_list("name", flat=True)}

    @property
    def formulas(self) -> list[models.CustomField]:
        return [row for row in self.fields.values() if row.kind == "formula"]

    def releases(self, product_id: int) -> set[int]:
        if product_id not in self._releases:
            rows = models.Release.objects.filter(workspace_id=self.actor.workspace_id, product_id=product_id)
            self._releases[product_id] = set(rows.values_list("pk", flat=True))
        return self._releases[product_id]

    def check_references(self, values: Mapping[str, Any], product_id: int) -> None:
        """Raise `NotFound` for a release, person or team that is not there."""
        release, owner, group = (values.get(name) for name in ("release_id", "owner_id", "team_id"))
        if release is not None and release not in self.releases(product_id):
            raise NotFound(
                "There is no such release of this product.", where="release", cure="Choose another."
            )
        if owner is not None and owner not in self.people:
            raise NotFound("There is no such person.", where="owner", cure="Choose someone of the team.")
        if group is not None and group not in self.teams:
            raise NotFound("There is no such team.", where="team", cure="Choose another.")

    def status_values(self, values: Mapping[str, Any], row: models.Item | None) -> dict[str, Any]:
        """`values` with the meaning and the own status that they name: `status` may be one of the five
        built in or a name of the workspace's own, `own_status_id` the number of one."""
        found = dict(values)
        if found.get("own_status_id") is not None:
            own = self._status_with(int(found["own_status_id"]))
            return found | {"status": own.means, "own_status_id": own.pk}
        found.pop("own_status_id", None)
        if "status" not in found:
            return found
        word = str(found["status"] or "")
        if (plain := word.strip().lower().replace(" ", "_")) in STATUSES and not self._named(word):
            stays = row is not None and row.status == plain
            return found | {"status": plain} | ({} if stays else {"own_status_id": None})
        own = self._status_called(word)
        has_none = row is not None and row.own_status_id is None and row.status == own.means
        if has_none and self.is_plain(own.pk, own.means):
            return found | {"status": own.means}  # it is shown under that name as it is
        return found | {"status": own.means, "own_status_id": own.pk}

    def status_meaning(self, name: str, means: str) -> int | None:
        """The own status of that name, if it means the same."""
        found = self._named(name)
        return found.pk if found is not None and found.means == means else None

    def is_plain(self, number: int | None, status: str) -> bool:
        """Whether an item of `status` that has no status of its own is shown under this one: the first of
        those that mean the same."""
        return number is not None and number == next(
            (row.pk for row in self.statuses if row.means == status), None
        )

    def _named(self, name: str) -> models.Status | None:
        """The own status of that name; a word of the five as the doors write it is none."""
        if name in STATUSES:
            return None
        wanted = name.strip().casefold()
        return next((row for row in self.statuses if row.name.casefold() == wanted), None)

    def _status_with(self, number: int) -> models.Status:
        found = next((row for row in self.statuses if row.pk == number), None)
        if found is None:
            raise NotFound("There is no such status.", where="status", cure="Choose another.")
        return found

    def _status_called(self, name: str) -> models.Status:
        found = self._named(name)
        if found is None:
            names = ", ".join([row.name for row in self.statuses] or STATUSES)
            raise Invalid(f"'{name[:60]}' is not a status.", where="status", cure=f"Use one of: {names}.")
        return found
