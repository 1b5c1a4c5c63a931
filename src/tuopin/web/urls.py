"""Every address of the program."""

from __future__ import annotations

urlpatterns: list[object] = []
