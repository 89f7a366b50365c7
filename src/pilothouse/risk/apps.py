from django.apps import AppConfig


class RiskConfig(AppConfig):
    name = "pilothouse.risk"
    label = "risk"
