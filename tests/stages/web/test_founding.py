"""An office begins: its first administrator, once, and then its pack."""

from __future__ import annotations

import argparse
import re

import pytest
from django.conf import settings

from tests.conftest import superuser
from tests.stages.web.signing import come_in
from tests.support.world import PACK, PROVINCE, VILLAGE, World
from tuopin.office.accounts.models import Account, Appointment
from tuopin.office.clock.models import DemoClock
from tuopin.office.policy.models import PackInForce
from tuopin.web.founding import DONE, REFUSED, adopt, found_office

EMPTY = """
SET session_replication_role = replica;
DELETE FROM accounts_appointment; DELETE FROM accounts_account;
DELETE FROM accounts_person; DELETE FROM divisions_divisioncode;
DELETE FROM divisions_division; DELETE FROM clock_democlock;
"""


@pytest.fixture
def empty_office(own_database: str) -> str:
    """Give a database in which nobody was ever appointed and no place is known."""
    with superuser(own_database) as server:
        server.execute(EMPTY)
    return own_database


def found(username: str = "sys.chen", *, at: str | None = None) -> int:
    options = argparse.Namespace(name="庚陈", username=username, at=at)
    return found_office(options, folder=settings.PACKS / PACK)


def test_the_first_administrator_comes_in_and_changes_the_password(
    empty_office: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert found() == DONE

    said = capsys.readouterr().out
    password = re.search(r"初始密码 ([\w-]+)", said)[1]
    browser = come_in("sys.chen", password)

    assert not DemoClock.objects.exists()
    assert browser.get("/")["Location"] == "/account/password/"
    assert Appointment.objects.get().division_id == PROVINCE
    assert password not in Account.objects.get().password


@pytest.mark.parametrize("username", ["sys.chen", "sys.another"])
def test_there_is_one_first_administrator(
    empty_office: str, capsys: pytest.CaptureFixture[str], username: str
) -> None:
    found()
    capsys.readouterr()

    assert found(username) == REFUSED

    assert "已" in capsys.readouterr().err
    assert Account.objects.count() == 1


@pytest.mark.parametrize(
    ("at", "code"), [(VILLAGE, DONE), ("999999999999", REFUSED), ("无此地", REFUSED)]
)
def test_an_administrator_s_place_is_one_that_there_is(
    empty_office: str, at: str, code: int
) -> None:
    assert found(at=at) == code

    assert Account.objects.count() == (1 if code == DONE else 0)


@pytest.mark.parametrize(
    ("username", "code"),
    [("county", DONE), ("village", REFUSED), ("nobody", REFUSED)],
)
def test_a_pack_is_put_in_force_by_the_county_office(
    world: World, username: str, code: int
) -> None:
    options = argparse.Namespace(username=username, pack=PACK, from_on=None)

    assert adopt(options) == code

    assert PackInForce.objects.filter(pack_id=PACK).count() == 1
