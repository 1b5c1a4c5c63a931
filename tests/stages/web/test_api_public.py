"""What a program may ask without an account: what hangs, an objection, its receipt."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.conf import settings

from tests.stages.web.programs import API, Program, told
from tests.support.world import VILLAGE, World
from tuopin.notice.models import Objection
from tuopin.office.scope import acting_as
from tuopin.web.from_the_public import MOST_UNDECIDED

SAID = {"line": 1, "text": "他家在县城有房"}


@dataclass
class Wall:
    """A notice on the wall, with one household on it."""

    world: World
    case: int
    token: str
    villager: Program

    @property
    def path(self) -> str:
        """Where one objects."""
        return f"/public/notices/{self.token}/objections"

    def objections(self) -> int:
        """How many are in the record."""
        with acting_as(self.world["county"]):
            return Objection.objects.filter(case_id=self.case).count()


@pytest.fixture
def wall(world: World) -> Wall:
    (case,) = world.bring([world.register()], to="post_first")
    villager = Program()
    (notice,) = villager.get("/public/notices").json()["notices"]
    return Wall(world, case, notice["token"], villager)


def test_a_notice_is_read_as_it_hangs(wall: Wall) -> None:
    found = wall.villager.get(f"/public/notices/{wall.token}").json()

    (line,) = found["roster"]
    assert set(line) == {"line", "group", "head_of_household", "persons"}
    assert found["is_hanging"]
    assert found["days_left"] > 0


def test_notices_are_found_by_their_village(wall: Wall) -> None:
    name = wall.villager.get(f"/public/notices/{wall.token}").json()["village"]

    here = wall.villager.get("/public/notices", village=name).json()["notices"]
    elsewhere = wall.villager.get("/public/notices", village="无此村").json()["notices"]

    assert [one["token"] for one in here] == [wall.token]
    assert elsewhere == []


def test_an_objection_has_a_receipt_by_which_it_is_asked_after(wall: Wall) -> None:
    taken = wall.villager.post(wall.path, SAID).json()
    asked = {"receipt": taken["receipt"].replace("-", " ")}

    fate = wall.villager.post("/public/receipts", asked, key=None).json()

    assert wall.objections() == 1
    assert (fate["is_upheld"], fate["answer"]) == (None, None)
    assert fate["received_on"] == wall.world.today.isoformat()


def test_an_objection_sent_again_is_the_same(wall: Wall) -> None:
    key = str(uuid4())

    receipts = {
        wall.villager.post(wall.path, SAID, key=key).json()["receipt"] for _ in range(2)
    }

    assert len(receipts) == 1
    assert wall.objections() == 1


def test_two_people_who_say_the_same_are_two(wall: Wall) -> None:
    receipts = {wall.villager.post(wall.path, SAID).json()["receipt"] for _ in range(2)}

    assert len(receipts) == 2
    assert wall.objections() == 2


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({**SAID, "line": 2}, "line"),
        ({**SAID, "text": "  "}, "text"),
        ({**SAID, "text": "一" * 1001}, "text"),
        ({**SAID, "phone": "13800000000"}, "phone"),
    ],
)
def test_what_cannot_be_taken_is_named(
    wall: Wall, said: dict[str, object], field: str
) -> None:
    problem = told(wall.villager.post(wall.path, said), 422)

    assert problem["faults"][0]["field"].endswith(field)
    assert wall.objections() == 0


def test_what_was_sent_is_not_said_back(wall: Wall) -> None:
    answered = wall.villager.post(wall.path, {**SAID, "text": ["张三丰"]})

    assert told(answered, 422)
    assert "张三丰" not in json.dumps(answered.json(), ensure_ascii=False)


def test_more_of_the_same_is_stopped_as_on_the_portal(wall: Wall) -> None:
    for _ in range(MOST_UNDECIDED):
        wall.villager.post(wall.path, SAID)

    problem = told(wall.villager.post(wall.path, SAID), 409)

    assert problem["article"]["id"] == "art-06"
    assert wall.objections() == MOST_UNDECIDED


def test_one_address_does_not_object_without_end(
    wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.TUOPIN_API_RATES, "objections", (1, 10**9))

    answers = [wall.villager.post(wall.path, SAID).status_code for _ in range(2)]

    assert answers == [200, 429]


def test_a_notice_that_is_over_is_gone(wall: Wall) -> None:
    path = f"/public/notices/{'0' * 20}"

    assert told(wall.villager.get(path), 410)["remedy"]["zh"]
    assert told(wall.villager.post(f"{path}/objections", SAID), 410)


def test_a_receipt_that_nobody_gave_is_not_there(world: World) -> None:
    asked = {"receipt": "0000-0000-0000"}

    assert told(Program().post("/public/receipts", asked, key=None), 404)


def test_too_much_is_refused_before_it_is_read(world: World) -> None:
    answered = Program().client.post(
        f"{API}/public/receipts",
        json.dumps({"receipt": "0" * 70_000}),
        content_type="application/json",
    )

    assert told(answered, 413)


def test_nothing_of_the_office_is_read_without_an_account(wall: Wall) -> None:
    paths = ("/households", f"/acts/examine/{VILLAGE}", "/objections", "/acts")

    problems = [told(wall.villager.get(path), 401) for path in paths]

    assert {problem["code"] for problem in problems} == {"not_signed_in"}
