from django.apps import AppConfig


class VisionConfig(AppConfig):
    name = "pilothouse.vision"
    label = "vision"
