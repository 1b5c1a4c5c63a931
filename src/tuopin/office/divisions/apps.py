"""Django's name for this part of the office."""

from django.apps import AppConfig


class DivisionsConfig(AppConfig):
    name = "tuopin.office.divisions"
    label = "divisions"
    default_auto_field = "django.db.models.BigAutoField"
