"""Django's name for this stage."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "tuopin.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
