"""Django's name for this stage."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "tuopin.register"
    label = "register"
    default_auto_field = "django.db.models.BigAutoField"
