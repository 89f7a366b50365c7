"""Addresses of vision."""

from __future__ import annotations

from django.urls import path

from pilothouse.vision.pages import (
    blueprints,
    design,
    editor,
    handoff,
    handoffs,
    history,
    products,
    rules,
    strategy,
    traces,
)

app_name = "vision"

urlpatterns = [
    path("", products.products, name="products"),
    path("products/new", products.new_product, name="new-product"),
    path("products/<int:id>", products.product, name="product"),
    path("products/<int:id>/edit", products.edit_product, name="edit-product"),
    path("products/<int:id>/remove", products.remove_product, name="remove-product"),
    path("products/<int:id>/strategy", strategy.strategy, name="strategy"),
    path("products/<int:id>/objectives/new", strategy.new_objective, name="new-objective"),
    path("objectives/<int:id>", strategy.edit_objective, name="edit-objective"),
    path("objectives/<int:id>/remove", strategy.remove_objective, name="remove-objective"),
    path("objectives/<int:id>/key-results/new", strategy.new_key_result, name="new-key-result"),
    path("key-results/<int:id>", strategy.edit_key_result, name="edit-key-result"),
    path("key-results/<int:id>/remove", strategy.remove_key_result, name="remove-key-result"),
    path("products/<int:id>/personas/new", strategy.new_persona, name="new-persona"),
    path("personas/<int:id>", strategy.edit_persona, name="edit-persona"),
    path("personas/<int:id>/remove", strategy.remove_persona, name="remove-persona"),
    path("products/<int:id>/blueprints/new", blueprints.new_blueprint, name="new-blueprint"),
    path("blueprints/<int:id>", editor.blueprint, name="blueprint"),
    path("blueprints/<int:id>/state", blueprints.set_state, name="blueprint-state"),
    path("blueprints/<int:id>/remove", blueprints.remove_blueprint, name="remove-blueprint"),
    path("blueprints/<int:id>/keys", blueprints.write_keys, name="write-keys"),
    path("blueprints/<int:id>/download", blueprints.download, name="download-blueprint"),
    path("blueprints/<int:id>/trace", traces.trace, name="trace"),
    path("blueprints/<int:id>/traces/add", traces.add_trace, name="add-trace"),
    path("blueprints/<int:id>/traces/<int:trace_id>/remove", traces.remove_trace, name="remove-trace"),
    path("blueprints/<int:id>/traces/<int:trace_id>/confirm", traces.confirm_trace, name="confirm-trace"),
    path("statements/<int:id>", traces.statement, name="statement"),
    path("blueprints/<int:id>/history", history.history, name="blueprint-history"),
    path("blueprints/<int:id>/restore", history.restore_revision, name="restore-revision"),
    path("blueprints/<int:id>/reviews", design.design_reviews, name="design-reviews"),
    path("reviews/<int:id>", design.design_review, name="design-review"),
    path("reviews/<int:id>/ask", design.add_check, name="add-check"),
    path("reviews/<int:id>/close", design.close_design_review, name="close-design-review"),
    path("reviews/<int:id>/remove", design.remove_design_review, name="remove-design-review"),
    path("checks/<int:id>", design.answer_check, name="answer-check"),
    path("blueprints/<int:id>/handoffs", handoffs.handoffs, name="handoffs"),
    path("blueprints/<int:id>/hand-over", handoffs.hand_over, name="hand-over"),
    path("handoffs/<int:id>", handoff.handoff, name="handoff"),
    path(
        "handoffs/<int:id>/acknowledge/<int:acknowledgement_id>",
        handoff.acknowledge,
        name="acknowledge-handoff",
    ),
    path("rules", rules.rules, name="rules"),
    path("rules/<str:code>", rules.rule, name="rule"),
]
