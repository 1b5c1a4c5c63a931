"""Django's name for this stage."""

from django.apps import AppConfig


class ProcedureConfig(AppConfig):
    name = "tuopin.procedure"
    label = "procedure"
    default_auto_field = "django.db.models.BigAutoField"
