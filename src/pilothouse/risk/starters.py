"""Risks that software products often have, to begin a register with. Probabilities and impacts are the
team's own to say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Starter:
    """A risk in words."""

    name: str
    category: str
    event: str
    cause: str
    effect: str
    triggers: str
    kind: str = "threat"


STARTERS = (
    Starter(
        "vulnerability",
        "security",
        "A severe vulnerability is found before launch",
        "A dependency or our own code has a flaw that nobody has looked for.",
        "The release waits for the fix, and for the test of it.",
        "An advisory for a library in use; a finding of the scanner that stays open.",
    ),
    Starter(
        "penetration-test",
        "security",
        "The penetration test finds what must be redesigned",
        "Sign-in, roles or tenancy were built without a threat model.",
        "Work already done is done again.",
        "The test is booked for the last weeks before the date.",
    ),
    Starter(
        "other-team",
        "dependency",
        "Another team delivers its interface late",
        "It has other priorities, or learned of ours late.",
        "Our integration waits, or is built against a guess.",
        "No agreed date; the interface is not described yet.",
    ),
    Starter(
        "key-person",
        "staffing",
        "Someone whom only we have for a skill leaves or falls ill",
        "One person alone knows a part of the product.",
        "The work that needs them stops until someone else has learned it.",
        "A single holder in the skills of the team; a long absence near the date.",
    ),
    Starter(
        "hiring",
        "staffing",
        "The new people come later than planned",
        "Hiring takes longer than hoped, and notice periods are long.",
        "Work planned for them waits or falls to others.",
        "No offer signed a month before the planned start.",
    ),
    Starter(
        "vendor",
        "vendor",
        "A vendor changes its price, limits or interface",
        "The contract allows it, or the service is withdrawn.",
        "The part is built again, or costs more each month.",
        "A notice of change; a vendor that was bought.",
    ),
    Starter(
        "quota",
        "vendor",
        "A service we rely on does not bear our load",
        "Its limits were never tried.",
        "A queue, a cache or another vendor must be built in.",
        "Errors of too many requests in tests.",
    ),
    Starter(
        "regulation",
        "regulation",
        "A rule on data or accessibility asks for more than we built",
        "The rule or its reading changed, or we asked too late.",
        "The release waits for the change and for its review.",
        "Legal has not seen the design; a market is added.",
    ),
    Starter(
        "legacy",
        "technical_debt",
        "Old code takes longer to change than its estimate",
        "It has no tests, and who wrote it is gone.",
        "Items on it take more work than planned.",
        "Earlier items on it overran.",
    ),
    Starter(
        "migration",
        "technical_debt",
        "Moving the data fails or takes longer than the window",
        "Data is larger or less clean than the samples.",
        "A second rehearsal, and a later date.",
        "No rehearsal on a full copy yet.",
    ),
    Starter(
        "scope",
        "requirements",
        "The first users find that a need was misunderstood",
        "Nobody tried a prototype with them.",
        "What was built is changed after the beta.",
        "No user has seen it a month before the beta.",
    ),
    Starter(
        "performance",
        "operations",
        "It is too slow under real load",
        "Load was never measured on real volumes.",
        "Weeks of work on performance before launch.",
        "No load test in the plan.",
    ),
    Starter(
        "app-review",
        "launch",
        "The store or the customer's approval takes longer than planned",
        "Reviews have queues, and the first one is often refused.",
        "The launch moves by a cycle of the review.",
        "First submission of a new kind of feature.",
    ),
    Starter(
        "reuse",
        "technical_debt",
        "A library does what we planned to build",
        "It has had a release with the feature since we estimated.",
        "Less of the work is left.",
        "The library's announcements.",
        kind="opportunity",
    ),
)


def starter(name: str) -> Starter | None:
    """The one called `name`."""
    return next((row for row in STARTERS if row.name == name), None)
