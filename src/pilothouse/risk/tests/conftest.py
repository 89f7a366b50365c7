"""Questions are asked about the shop that vision's tests use."""

from pilothouse.vision.tests.conftest import Shop, shop

__all__ = ["Shop", "shop"]
