"""The screens' tests see pages as people do: through a browser's requests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from tests.support.workbooks import small_book
from tests.support.world import World
from tuopin.office.accounts.models import Account
from tuopin.register.operations import import_register

LogIn = Callable[..., Client]


@pytest.fixture
def log_in(world: World) -> LogIn:
    """Return a browser in which the holder of a seat is logged in."""

    def logged_in(seat: str, *, language: str = "zh-hans") -> Client:
        browser = Client(HTTP_ACCEPT_LANGUAGE=language)
        browser.force_login(
            Account.objects.get(username=seat),
            backend="django.contrib.auth.backends.ModelBackend",
        )
        return browser

    return logged_in


@pytest.fixture
def registered(world: World, tmp_path: Path) -> World:
    """Return the county with three imported households, with every number there is."""
    import_register(
        workbook=small_book().read(tmp_path / "register.xlsx"),
        file_name="register.xlsx",
        sha256="0" * 64,
        actor=world["county"],
        on=world.today,
    )
    return world
