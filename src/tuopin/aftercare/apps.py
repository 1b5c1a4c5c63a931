"""Django's name for this stage."""

from django.apps import AppConfig


class AftercareConfig(AppConfig):
    name = "tuopin.aftercare"
    label = "aftercare"
    default_auto_field = "django.db.models.BigAutoField"
