"""What `pilothouse slips` does with items: which slips can be predicted, how well, and what to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import typer

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.risk.detect.looking_back import SlipsRecord, look_back
from pilothouse.engine.risk.detect.slips import Chance, Model, learn, to_look_at
from pilothouse.engine.risk.detect.tracker import Question, questions
from pilothouse.kit import clock
from pilothouse.kit.shell import print_json
from pilothouse.kit.tables.deciding import chosen
from pilothouse.kit.text import plural
from pilothouse.workbench.printing import short, table
from pilothouse.workbench.risk.slips_reading import as_day, read_records

_SHOWN = 12  # items to look at, in the text; JSON has all
_REASONS = 2


@dataclass(frozen=True)
class Answer:
    """`record` is None where too little had ended to look back; `asked` are the open items."""

    question: Question
    record: SlipsRecord | None
    model: Model
    chances: tuple[Chance, ...]

    @property
    def is_predicted(self) -> bool:
        return self.record is not None and self.record.model.beats

    @property
    def look_at(self) -> tuple[Chance, ...]:
        return to_look_at(self.chances) if self.is_predicted else ()


def run(file: Path, *, every: int, seed: int, words: Sequence[str], as_json: bool) -> None:
    found = read_records(file, words=chosen(words))
    today = min(found.newest + 1, clock.today().toordinal() + 1)
    asked, missing = questions(found.records, today=today)
    answers = [_answer(question, today, every, seed) for question in asked if question.cases]
    if as_json:
        print_json(
            {
                "items": len(found.records),
                "as_of": as_day(today - 1),
                "questions": [_as_data(answer) for answer in answers],
                "cannot_be_asked": missing,
                "notes": found.notes,
            }
        )
        return
    typer.echo(f"{plural(len(found.records), 'item')}, as of {as_day(today - 1)}.")
    for answer in answers:
        _show(answer)
    for why in dict.fromkeys(missing.values()):
        typer.echo(f"\nNot asked: {why}")
    for note in found.notes:
        typer.echo(note)


def _answer(question: Question, today: int, every: int, seed: int) -> Answer:
    seen = sorted({case.seen_on for case in question.cases})
    origins = seen if question.name == "stall" else list(range(seen[0], seen[-1] + 1, every))
    try:
        record = look_back(question.signals, question.cases, origins, simple=question.simple, seed=seed)
    except InvalidProblem:
        record = None
    model = learn(question.signals, question.cases, on=today)
    latest = {case.id: case for case in question.cases if case.came is None}
    return Answer(question, record, model, model.explained(list(latest.values())))


def _as_data(answer: Answer) -> dict[str, object]:
    return {
        "name": answer.question.name,
        "text": answer.question.text,
        "is_predicted": answer.is_predicted,
        "known": answer.model.known,
        "base_rate": answer.model.base,
        "signals": [signal.name for signal in answer.question.signals],
        "looked_back": None if answer.record is None else asdict(answer.record),
        "open": len(answer.chances),
        "to_look_at": [asdict(row) for row in answer.look_at],
    }


def _show(answer: Answer) -> None:
    typer.echo(f"\n{answer.question.text}: {answer.model.base:.0%} of {answer.model.known:,} that are known.")
    record = answer.record
    if record is None:
        typer.echo("Too few had ended before others began: only the base rate is known.")
        return
    table(
        ("By", "Skill", "95 % interval", "Area", "Off by", "Look at, for half"),
        [
            (
                row.name,
                f"{row.skill:.3f}",
                f"{row.interval[0]:.3f} to {row.interval[1]:.3f}",
                f"{row.area:.2f}",
                f"{row.off:.3f}",
                f"{row.look_at:.0%}",
            )
            for row in (record.model, *record.peers)
        ],
    )
    typer.echo(
        f"{plural(record.cases, 'case')} at {plural(record.origins, 'moment')}; half of them lie in "
        f"{record.blind:.0%} of the items for who looks blindly, in {record.ideal:.0%} for who knows."
    )
    if not answer.is_predicted:
        typer.echo("Nothing is better than the base rate for certain: no item is singled out.")
        return
    look_at = answer.look_at
    if look_at:
        typer.echo(f"To look at, of {len(answer.chances):,} open: {len(look_at):,} hold half of what will.")
        table(
            ("Item", "Chance", "Because of"),
            [(short(row.id), f"{row.chance:.0%}", _reasons(row)) for row in look_at[:_SHOWN]],
        )


def _reasons(row: Chance) -> str:
    said = [part for part in row.parts[:_REASONS] if abs(part.points) >= 0.005]
    return ", ".join(f"{part.signal} {100 * part.points:+.0f}" for part in said)
