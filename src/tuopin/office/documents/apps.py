"""Django's name for this office, and where it is told its folder."""

from django.apps import AppConfig
from django.conf import settings

from tuopin.office.documents import store


class DocumentsConfig(AppConfig):
    name = "tuopin.office.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hand over the folder of the files."""
        store.use(store.Store(settings.TUOPIN_DOCUMENTS))
