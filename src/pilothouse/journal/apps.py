from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "pilothouse.journal"
    label = "journal"
