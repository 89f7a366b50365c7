"""Undoing an import of survey answers or of usability results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pilothouse.journal.contracts import Change, Entry
from pilothouse.kit.actor import Actor
from pilothouse.market import models
from pilothouse.market.services.undoing import UndoRows


class UndoStudies(UndoRows):
    """Undoes an import of answers or results: what it added goes, and studies, questions and tasks that it
    made, where nothing else is known of them."""

    def _restored(self, actor: Actor, entry: Entry, edited: Mapping[int, set[str]]) -> Change | None:
        results = entry.changes.get("results", [None, []])[1]
        models.TaskResult.objects.filter(workspace_id=actor.workspace_id, pk__in=results).delete()
        if "sus" in entry.changes:
            own = models.StudyParticipant.objects.filter(workspace_id=actor.workspace_id, pk=entry.subject.id)
            own.filter(sus=entry.changes["sus"][1]).update(sus=[])
        return Change(f"{self.sort.word}.import_undone", entry.subject, entry.title)

    def _beside_gone(self, actor: Actor, entries: Sequence[Entry]) -> list[Change]:
        return list(_made_gone(actor, entries))


def _made_gone(actor: Actor, entries: Sequence[Entry]) -> Iterator[Change]:
    nothing: dict[str, Any] = dict.fromkeys(("participants", "questions", "tasks", "sessions", "responses"))
    tables: tuple[tuple[str, Any, dict[str, Any]], ...] = (
        ("survey_question", models.SurveyQuestion, {"answers": None}),
        ("study_task", models.StudyTask, {"results": None}),
        ("study", models.Study, nothing),
    )
    for word, table, empty in tables:
        for entry in entries:
            if entry.verb != f"{word}.imported":
                continue
            own = table.objects.filter(workspace_id=actor.workspace_id, pk=entry.subject.id, version=1)
            if own.filter(**empty).exists():
                own.delete()
                yield Change(f"{word}.import_removed", entry.subject, entry.title)
