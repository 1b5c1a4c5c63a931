"""Django's name for this stage, and how the process collects its garbage."""

import gc

from django.apps import AppConfig

# A batch for a county holds 200,000 objects until it ends. Python's own threshold has
# the collector walk through all of them several times and find nothing.
OBJECTS_BEFORE_A_LOOK = 10_000


class WebConfig(AppConfig):
    name = "tuopin.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have the collector look less often."""
        gc.set_threshold(OBJECTS_BEFORE_A_LOOK)
