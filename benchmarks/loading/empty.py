"""A Django that does nothing: no database, no middleware, one view that says ok."""

from __future__ import annotations

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(
    ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], MIDDLEWARE=[], SECRET_KEY="none"
)


def say_ok(request: HttpRequest) -> HttpResponse:
    """Answer with two letters."""
    return HttpResponse("ok", headers={"Content-Length": "2"})


urlpatterns = [path("", say_ok)]
application = get_wsgi_application()
