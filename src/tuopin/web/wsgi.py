"""The WSGI application; what it serves and how is in the settings."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuopin.web.settings")
application = get_wsgi_application()
