"""Django's name for this stage."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "tuopin.oversight"
    label = "oversight"
    default_auto_field = "django.db.models.BigAutoField"
