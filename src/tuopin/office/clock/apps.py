"""Django's name for this part of the office."""

from django.apps import AppConfig


class ClockConfig(AppConfig):
    name = "tuopin.office.clock"
    label = "clock"
    default_auto_field = "django.db.models.BigAutoField"
