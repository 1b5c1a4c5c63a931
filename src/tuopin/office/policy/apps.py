"""Django's name for this stage."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "tuopin.office.policy"
    label = "policy"
    default_auto_field = "django.db.models.BigAutoField"
