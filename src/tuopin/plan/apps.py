"""Django's name for this stage."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "tuopin.plan"
    label = "plan"
    default_auto_field = "django.db.models.BigAutoField"
