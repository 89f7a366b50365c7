from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "pilothouse.kit"
    label = "kit"
