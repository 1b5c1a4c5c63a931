"""A form that is sent several times at the same moment is one act."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client

from tests.stages.web.programs import Program, token_of
from tests.stages.web.test_objections_page import form_of, objections, page_of
from tests.stages.web.test_visit_form import FORM, address_of, visits_in_the_record
from tests.support.world import VILLAGE, World
from tuopin.office.accounts.models import Account

CLICKS = 4
ROUNDS = 5


@pytest.fixture
def committed(own_database: str) -> World:
    """A county that commits, so that connections see each other's acts."""
    return World()


def browsers_of(seat: str) -> list[Client]:
    """Return several windows of one session."""
    first = Client()
    first.force_login(
        Account.objects.get(username=seat),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    windows = [Client() for _ in range(CLICKS)]
    for window in windows:
        window.cookies = first.cookies
    return windows


def send_at_once(
    windows: list[Client], address: str, form: Mapping[str, str]
) -> list[tuple[int, str]]:
    """Send a form from every window at the same moment; return where each was led."""
    barrier = threading.Barrier(len(windows))
    led: list[tuple[int, str]] = []

    def send(window: Client) -> None:
        try:
            barrier.wait()
            answer = window.post(address, form)
            led.append((answer.status_code, answer.headers.get("Location", "")))
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=send, args=[window], daemon=True) for window in windows
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return led


def test_a_visit_sent_at_once_from_several_windows_is_recorded_once(
    committed: World,
) -> None:
    world = committed
    households = [world.register() for _ in range(ROUNDS)]
    world.bring(households, to="list_in_plan")
    windows = browsers_of("village")

    led = [
        send_at_once(windows, address_of(world, household), FORM)
        for household in households
    ]

    assert [set(one) for one in led] == [
        {(302, page_of(world, household))} for household in households
    ]
    assert [len(one) for one in led] == [CLICKS] * ROUNDS
    visited = [visit.household_id for visit in visits_in_the_record(world)]
    assert visited == households


def test_an_objection_sent_at_once_from_several_windows_has_one_receipt(
    committed: World,
) -> None:
    world = committed
    households = [world.register() for _ in range(ROUNDS)]
    world.bring(households, to="report_to_township")
    windows = browsers_of("township")

    for household in households:
        address = f"{page_of(world, household)}objection/"
        led = send_at_once(windows, address, form_of(windows[0], address))
        assert len(led) == CLICKS
        assert len(set(led)) == 1

    assert len(objections(world)) == ROUNDS


def test_an_act_posted_at_once_by_several_programs_under_one_key_is_one(
    committed: World,
) -> None:
    world = committed
    (case,) = world.bring([world.register()], to="appraise")
    world.move()
    sent = {
        "papers": {"verification_opinion": {"name": "核实意见1号"}},
        "rows": [{"case": case, "round": 1, "answers": {"verdict": "confirmed"}}],
    }
    token, key = token_of(world, "village"), str(uuid4())
    answers: list[str] = []

    def post() -> None:
        try:
            program = Program(token)
            path = f"/acts/verify_committees/{VILLAGE}"
            answers.append(program.post(path, sent, key=key).content.decode())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=post, daemon=True) for _ in range(CLICKS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert len(answers) == CLICKS
    assert len(set(answers)) == 1
    assert '"done": 1' in answers[0]
