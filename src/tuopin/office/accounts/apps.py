"""Django's name for this part of the office."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tuopin.office.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
