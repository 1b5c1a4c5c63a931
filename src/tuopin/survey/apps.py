"""Django's name for this stage."""

from django.apps import AppConfig


class SurveyConfig(AppConfig):
    name = "tuopin.survey"
    label = "survey"
    default_auto_field = "django.db.models.BigAutoField"
