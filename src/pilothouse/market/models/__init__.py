"""Tables of the market."""

from pilothouse.market.models.customers import (
    Company,
    Contact,
    Feedback,
    FeedbackLink,
    FeedbackVector,
    ServiceLevels,
    SupportProblem,
    Theme,
    ThemeFigure,
    ThemeProposal,
    ThemeRun,
    Vote,
)

__all__ = [
    "Company",
    "Contact",
    "Feedback",
    "FeedbackLink",
    "FeedbackVector",
    "ServiceLevels",
    "SupportProblem",
    "Theme",
    "ThemeFigure",
    "ThemeProposal",
    "ThemeRun",
    "Vote",
]
