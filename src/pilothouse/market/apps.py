from django.apps import AppConfig


class MarketConfig(AppConfig):
    name = "pilothouse.market"
    label = "market"
