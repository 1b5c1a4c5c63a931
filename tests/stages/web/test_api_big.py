"""The API answers as it describes itself, to nobody and to somebody, whatever is sent.

Requests are drawn from the description itself, right ones and wrong ones; the same
ones in every run.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as drawing
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.stages.web.programs import API, token_of
from tests.support.villages import VillageWay
from tests.support.world import World

REQUESTS = 80
"""So many requests for each operation and way of drawing them."""
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
OF_A_STAGE = ("village", "township", "county", "water department", "supervision")


@pytest.fixture
def office(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A county in which there is something to ask after, and no end to asking."""
    endless = dict.fromkeys(settings.TUOPIN_API_RATES, (10**9, 60))
    monkeypatch.setattr(settings, "TUOPIN_API_RATES", endless)
    # The requests are of one transaction, as those of a test's own browser are.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    VillageWay(world).bring(to="list_in_plan")
    (case,) = world.bring([world.register()], to="report_to_township")
    world.object_to(case)
    yield world
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def asked(headers: dict[str, str]) -> list[str]:
    """Send what the description calls for; return what was answered otherwise."""
    schema = schemathesis.openapi.from_wsgi(f"{API}/openapi.json", WSGIHandler())
    wrong: list[str] = []
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in schemathesis.GenerationMode:

            @drawing(
                max_examples=REQUESTS,
                derandomize=True,
                database=None,
                deadline=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def conforms(case: schemathesis.Case) -> None:
                case.call_and_validate(headers=headers, checks=CHECKS)

            try:
                conforms()
            except BaseExceptionGroup as e:
                wrong.append(f"{operation.label}: {e.exceptions}")
    return wrong


def test_nobody_is_answered_as_described(office: World) -> None:
    assert asked({}) == []


@pytest.mark.parametrize("seat", OF_A_STAGE)
def test_somebody_is_answered_as_described(office: World, seat: str) -> None:
    token = token_of(office, seat)

    assert asked({"Authorization": f"Bearer {token}"}) == []
