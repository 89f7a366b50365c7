from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "pilothouse.accounts"
    label = "accounts"
