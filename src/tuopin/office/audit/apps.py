"""Django's name for this stage."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "tuopin.office.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
