"""Django's name for this stage."""

from django.apps import AppConfig


class NoticeConfig(AppConfig):
    name = "tuopin.notice"
    label = "notice"
    default_auto_field = "django.db.models.BigAutoField"
