"""Verbs of vision."""

from pilothouse.vision.services.blueprints import (
    add_blueprint,
    change_blueprint,
    import_blueprint,
    remove_blueprint,
    restore_revision,
    write_keys,
)
from pilothouse.vision.services.design import (
    CHECKLIST,
    add_check,
    answer_check,
    close_design_review,
    open_design_review,
    remove_design_review,
)
from pilothouse.vision.services.handoffs import acknowledge_handoff, hand_over
from pilothouse.vision.services.limits import LONG_TEXT, MOST_TEXT
from pilothouse.vision.services.products import (
    EDITABLE,
    MOST,
    add_product,
    change_product,
    ensure_product,
    remove_product,
)
from pilothouse.vision.services.restoring import restore
from pilothouse.vision.services.reviewing import plan_around, read_long, review, what_differs
from pilothouse.vision.services.states import set_blueprint_state
from pilothouse.vision.services.strategy import (
    add_key_result,
    add_objective,
    add_persona,
    change_key_result,
    change_objective,
    change_persona,
    remove_key_result,
    remove_objective,
    remove_persona,
)
from pilothouse.vision.services.traces import confirm_trace, trace_statement, untrace_statement

__all__ = [
    "CHECKLIST",
    "EDITABLE",
    "LONG_TEXT",
    "MOST",
    "MOST_TEXT",
    "acknowledge_handoff",
    "add_blueprint",
    "add_check",
    "add_key_result",
    "add_objective",
    "add_persona",
    "add_product",
    "answer_check",
    "change_blueprint",
    "change_key_result",
    "change_objective",
    "change_persona",
    "change_product",
    "close_design_review",
    "confirm_trace",
    "ensure_product",
    "hand_over",
    "import_blueprint",
    "open_design_review",
    "plan_around",
    "read_long",
    "remove_blueprint",
    "remove_design_review",
    "remove_key_result",
    "remove_objective",
    "remove_persona",
    "remove_product",
    "restore",
    "restore_revision",
    "review",
    "set_blueprint_state",
    "trace_statement",
    "untrace_statement",
    "what_differs",
    "write_keys",
]
