"""Surveys: questions, the addresses under which people answer, and what the answers show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pilothouse.market.contracts.research import Figure

QUESTION_KINDS = ("single", "several", "scale", "text", "number")
QUESTION_KIND_NAMES = {
    "single": "One of several",
    "several": "Several choices",
    "scale": "Scale",
    "text": "Free text",
    "number": "Number",
}
SCALES = (5, 7, 10)  # upper ends
LINK_KINDS = ("open", "once")
LINK_KIND_NAMES = {"open": "Any number of answers", "once": "One answer"}
QuestionKind = Literal["single", "several", "scale", "text", "number"]
LinkKind = Literal["open", "once"]


@dataclass(frozen=True, slots=True)
class SurveyQuestion:
    """A question; `options` to choose from, or a scale up to `up_to`."""

    id: int
    study_id: int
    position: int
    text: str
    kind: str
    options: tuple[str, ...]
    up_to: int
    is_required: bool
    version: int

    @property
    def kind_name(self) -> str:
        return QUESTION_KIND_NAMES[self.kind]

    @property
    def least(self) -> int:
        """The lower end of its scale."""
        return 0 if self.up_to == 10 else 1

    @property
    def steps(self) -> tuple[int, ...]:
        return tuple(range(self.least, self.up_to + 1))

    @property
    def options_text(self) -> str:
        return "\n".join(self.options)


@dataclass(frozen=True, slots=True)
class SurveyLink:
    """An address under which people answer without a log-in. `state`: open, closed (its day is over, or its
    one answer came) or revoked."""

    id: int
    study_id: int
    label: str
    kind: str
    participant_name: str
    closes_on: date | None
    state: Literal["open", "closed", "revoked"]
    responses: int
    path: str
    version: int

    @property
    def kind_name(self) -> str:
        return LINK_KIND_NAMES[self.kind]


@dataclass(frozen=True, slots=True)
class SurveyForm:
    """What someone sees who opens such an address."""

    study_id: int
    workspace_id: int
    link_id: int
    title: str
    consent_text: str
    questions: tuple[SurveyQuestion, ...]
    state: Literal["open", "closed", "revoked"]


@dataclass(frozen=True, slots=True)
class SurveyAnswer:
    """An answer to `question_id`: numbers of options from 0, a number, or words. `feedback_id`: what the
    words became in the inbox."""

    id: int
    question_id: int
    chosen: tuple[int, ...]
    number: float | None
    text: str
    feedback_id: int | None


@dataclass(frozen=True, slots=True)
class SurveyResponse:
    """What one person answered."""

    id: int
    study_id: int
    participant_name: str
    answered_on: date
    answers: tuple[SurveyAnswer, ...]
    version: int


@dataclass(frozen=True, slots=True)
class OptionFigures:
    """How many chose an option, and which share of those who answered."""

    option: str
    chosen: int
    share: Figure | None


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """What the answers to a question show, `n` of them: by option or step of the scale, the mean, promoters
    less detractors of a scale from 0 to 10, the median of numbers, and words that were given."""

    question: SurveyQuestion
    n: int
    options: tuple[OptionFigures, ...]
    mean: Figure | None
    promoters: Figure | None
    median: float | None
    texts: tuple[SurveyAnswer, ...]


@dataclass(frozen=True, slots=True)
class SurveyResults:
    """What a survey shows so far, from `responses` people."""

    responses: int
    questions: tuple[QuestionFigures, ...]


@dataclass(frozen=True, slots=True)
class AnswersTaken:
    """How many answers became feedback, and how many were so already."""

    added: int
    there: int


@dataclass(frozen=True, slots=True)
class ImportedAnswers:
    """What a row of a table says that somebody answered: questions with words. `respondent` is by what the
    table knows them; a row may hold all answers of one or a single one."""

    source: str
    row: int
    external_id: str
    study: str
    respondent: str
    answered_on: date | None
    answers: tuple[tuple[str, str], ...]
