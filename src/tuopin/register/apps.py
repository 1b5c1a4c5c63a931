"""Django's name for this stage, and where it is handed its keys."""

from django.apps import AppConfig
from django.conf import settings

from tuopin.office import encryption


class RegisterConfig(AppConfig):
    name = "tuopin.register"
    label = "register"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hand over the keys of the data folder."""
        encryption.use(
            encryption.KeyRing(settings.TUOPIN_KEYRING, settings.TUOPIN_INDEX_KEY)
        )
