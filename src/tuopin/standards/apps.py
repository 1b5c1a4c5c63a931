"""Django's name for this stage."""

from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "tuopin.standards"
    label = "standards"
    default_auto_field = "django.db.models.BigAutoField"
