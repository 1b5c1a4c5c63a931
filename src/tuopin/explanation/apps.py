"""Django's name for this stage."""

from django.apps import AppConfig


class ExplanationConfig(AppConfig):
    name = "tuopin.explanation"
    label = "explanation"
    default_auto_field = "django.db.models.BigAutoField"
