"""Django's name for this stage."""

from django.apps import AppConfig


class FilingConfig(AppConfig):
    name = "tuopin.filing"
    label = "filing"
    default_auto_field = "django.db.models.BigAutoField"
