"""Vision over REST, by subject."""

from ninja import Router

from pilothouse.vision.api import blueprints, design, handoffs, products, rules, strategy, traces

router = Router()
for subject in (products, strategy, blueprints, traces, design, handoffs, rules):
    router.add_router("", subject.router)
