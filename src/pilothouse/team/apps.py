from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "pilothouse.team"
    label = "team"
