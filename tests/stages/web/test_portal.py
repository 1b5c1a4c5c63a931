"""Villagers see what hangs, object without an account, and learn what became of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import Client

from tests.support.world import World
from tuopin.notice import public
from tuopin.notice.domain import token_of
from tuopin.notice.models import Objection, PublicityNotice
from tuopin.office.scope import acting_as
from tuopin.procedure.models import Hold
from tuopin.procedure.queries import states

SECRET = re.compile(r"\d{17}[\dXx]|\b1[3-9]\d{9}\b|\b\d{16,19}\b")
"""An identity number, a telephone, an account at a bank, a household's number."""


@dataclass
class Hanging:
    """A village's notice on the portal, and a villager's browser."""

    world: World
    villager: Client
    notice: PublicityNotice
    cases: list[int]

    @property
    def token(self) -> str:
        """The notice's address."""
        (found,) = (one for one in public.notices() if one.number == self.notice.number)
        return found.token

    def get(self, path: str = "") -> HttpResponse:
        """Open a page of the portal."""
        return self.villager.get(f"/public/{path}")

    def form(self) -> dict[str, str]:
        """Open the form, which comes with a receipt drawn for it."""
        page = self.get(f"{self.token}/objection/").content.decode()
        (drawn,) = re.findall(r'name="receipt" value="([^"]+)"', page)
        return {"receipt": drawn, "line": "1", "text": "收入算错了"}

    def object(self, **said: str) -> HttpResponse:
        """Object to a line of the notice."""
        typed = self.form() | said
        return self.villager.post(f"/public/{self.token}/objection/", typed)


@pytest.fixture
def hanging(world: World) -> Hanging:
    cases = world.bring([world.register(), world.register()], to="report_to_township")
    villager = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    return Hanging(world, villager, world.notice_of(cases[0], "first"), cases)


def receipt_in(page: HttpResponse) -> str:
    found = re.search(r'class="receipt">([\d-]+)<', page.content.decode())
    assert found is not None
    return found[1]


def test_anybody_sees_what_hangs_and_for_how_long(hanging: Hanging) -> None:
    front = hanging.get().content.decode()
    page = hanging.get(f"{hanging.token}/").content.decode()

    assert "第一次公示" in front
    assert "还有8天" in front
    for line in hanging.notice.roster:
        assert line["head_of_household"] in page
    assert hanging.notice.roster_digest in page


def test_the_paper_on_the_wall_leads_to_the_notice(hanging: Hanging) -> None:
    notice = hanging.notice

    assert token_of(notice.id, notice.roster_digest) == hanging.token


@pytest.mark.parametrize(
    ("days", "words"),
    [(6, "还有2天"), (7, "还有1天"), (8, "期满；仍可提意见"), (37, "期满；仍可提意见")],
)
def test_the_days_left_are_counted_and_names_stay_a_month(
    hanging: Hanging, days: int, words: str
) -> None:
    token = hanging.token
    hanging.world.move(days=days)

    page = hanging.get(f"{token}/")

    assert page.status_code == 200
    assert words in page.content.decode()


def test_a_month_after_its_end_a_notice_is_gone(hanging: Hanging) -> None:
    token = hanging.token
    hanging.world.move_to(hanging.notice.last_day)
    hanging.world.move(days=31)

    assert hanging.get(f"{token}/").status_code == 410
    assert hanging.get("no-such-notice/").status_code == 410
    assert hanging.notice.number not in hanging.get().content.decode()


def test_an_objection_without_a_name_holds_the_household_and_no_other(
    hanging: Hanging,
) -> None:
    page = hanging.object(line="2")

    assert len(receipt_in(page).replace("-", "")) == 12
    with acting_as(hanging.world["county"]):
        (objection,) = Objection.objects.all()
        held = set(Hold.objects.values_list("case_id", flat=True))
    assert (objection.text, objection.objector_name) == ("收入算错了", "")
    assert held == {objection.case_id} == {hanging.cases[1]}


def test_with_the_receipt_one_learns_what_became_of_it(hanging: Hanging) -> None:
    code = receipt_in(hanging.object())

    def told(typed: str) -> str:
        page = hanging.villager.post("/public/receipt/", {"code": typed})
        return page.content.decode()

    assert "正在处理" in told(code)
    assert "正在处理" in told(code.replace("-", " "))
    assert "没有这个号码" in told("0000-0000-0000")

    with acting_as(hanging.world["county"]):
        (objection,) = Objection.objects.all()
    hanging.world.decide(objection, upheld=True)

    assert "您的意见成立" in told(code)


def test_a_form_sent_twice_is_one_objection_and_two_forms_are_two(
    hanging: Hanging,
) -> None:
    form = hanging.form()
    first, second = hanging.object(**form), hanging.object(**form)
    other = hanging.object(text=form["text"])

    assert receipt_in(first) == receipt_in(second) != receipt_in(other)
    with acting_as(hanging.world["county"]):
        assert Objection.objects.count() == 2


def test_a_receipt_that_was_not_drawn_here_is_none(hanging: Hanging) -> None:
    page = hanging.object(receipt="1234-5678-9012")

    assert page.status_code == 422
    assert "请重新打开本页" in page.content.decode()


def test_more_of_the_same_does_not_bury_what_others_say(hanging: Hanging) -> None:
    answers = [hanging.object().status_code for _ in range(6)]
    other = hanging.object(line="2")

    assert answers == [200] * 5 + [409]
    assert other.status_code == 200


def test_upheld_on_the_notice_of_an_earlier_round_it_ends_the_case(
    world: World,
) -> None:
    household = world.register()
    (case,) = world.bring([household], to="report_to_township")
    old = world.notice_of(case, "first")
    world.move()
    world.visit_again(household, wage_income="8000.00")
    world.restart([case])
    world.move()
    for act, do in world.way([household], [case]):
        do()
        if act == "report_to_township":
            break
    hanging = Hanging(world, Client(HTTP_ACCEPT_LANGUAGE="zh-hans"), old, [case])
    hanging.object()
    with acting_as(world["county"]):
        (objection,) = Objection.objects.all()

    world.decide(objection, upheld=True, by="supervision")

    with acting_as(world["county"]):
        ((state, _),) = states([case])
    assert state.ending is not None


def test_what_the_office_says_of_a_hold_gives_no_receipt_away(
    hanging: Hanging,
) -> None:
    code = receipt_in(hanging.object())

    with acting_as(hanging.world["county"]):
        assert not Hold.objects.filter(reason__contains=code).exists()


@pytest.mark.parametrize("path", ["?village=%00", "?village=a%00b", "nothing/"])
def test_odd_addresses_are_answered(hanging: Hanging, path: str) -> None:
    assert hanging.get(path).status_code in (200, 404, 410)


def test_digits_in_full_width_are_digits(hanging: Hanging) -> None:
    code = receipt_in(hanging.object())
    wide = "".join(chr(ord(one) + 0xFEE0) if one.isdigit() else one for one in code)

    page = hanging.villager.post("/public/receipt/", {"code": wide})

    assert "正在处理" in page.content.decode()


def test_no_detour_shows_the_public_what_has_gone(hanging: Hanging) -> None:
    hanging.world.move_to(hanging.notice.last_day)
    hanging.world.move(days=31)
    household = next(iter(hanging.world.households))

    for statement in (
        "CREATE FUNCTION pg_temp.leak(t text) RETURNS bool LANGUAGE sql AS"
        " $$ SELECT true $$",
        f"SELECT * FROM open_gates({household})",
    ):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            public.as_the_public() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"text": " "}, "请写明哪里不对"),
        ({"line": ""}, "请在名单中选择一户"),
        ({"line": "3"}, "请在名单中选择一户"),
        ({"text": "长" * 1001}, "1000"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_recorded(
    hanging: Hanging, said: dict[str, str], words: str
) -> None:
    page = hanging.object(**said)

    assert page.status_code == 422
    assert words in page.content.decode()
    with acting_as(hanging.world["county"]):
        assert not Objection.objects.exists()


def test_nothing_public_shows_a_number_of_a_person_or_who_objected(
    hanging: Hanging,
) -> None:
    code = receipt_in(hanging.object(name="反映人乙"))
    pages = [
        hanging.get(),
        hanging.get("standard/"),
        hanging.get("standard/rights/"),
        hanging.get("standard/no-such-part/"),
        hanging.get("own/"),
        hanging.villager.post("/public/own/", {"code": code}),
        hanging.get("receipt/"),
        hanging.get(f"{hanging.token}/"),
        hanging.get(f"{hanging.token}/objection/"),
        hanging.get("nothing/"),
        hanging.villager.post("/public/receipt/", {"code": code}),
    ]

    for page in pages:
        shown = page.content.decode().replace(hanging.notice.roster_digest, "")
        shown = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", shown)
        assert not SECRET.search(shown.replace(hanging.token, ""))
        assert "反映人乙" not in shown
        assert "https://" not in shown
        own = re.sub(r'<script src="/static/web/\w+\.js" defer></script>', "", shown)
        assert "<script" not in own


@pytest.mark.parametrize(
    "table",
    [
        "register_household",
        "register_householdmember",
        "notice_publicitynotice",
        "notice_objection",
        "procedure_exitcase",
        "accounts_person",
        "accounts_account",
        "audit_event",
        "django_session",
    ],
)
def test_the_public_s_role_reads_published_text_and_no_table(
    hanging: Hanging, table: str
) -> None:
    with public.as_the_public() as cursor:
        cursor.execute("SELECT count(*) FROM public_notice")
        assert cursor.fetchone() == (1,)
    with (
        pytest.raises(DatabaseError) as refused,
        transaction.atomic(),
        public.as_the_public() as cursor,
    ):
        cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


def test_the_program_at_work_has_nothing_of_the_public_s(hanging: Hanging) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT * FROM public_notice")


def test_the_standard_is_told_in_plain_words_from_the_pack(hanging: Hanging) -> None:
    contents = hanging.get("standard/").content.decode()
    household = hanging.get("standard/household/").content.decode()
    steps = hanging.get("standard/steps/").content.decode()
    times = hanging.get("standard/times/").content.decode()

    assert "什么样的户可以退出" in contents
    assert "要超过2952元" in household
    assert "第三条第二款" in household
    assert "民主评议" in steps
    assert "7天，张贴当日不计" in times


def test_the_portal_is_whole_in_english(hanging: Hanging) -> None:
    villager = Client(HTTP_ACCEPT_LANGUAGE="en")

    page = villager.get(f"/public/{hanging.token}/objection/").content.decode()

    assert "Anybody may object, with or without a name" in page
    assert "What is not right? One sentence is enough." in page


def test_without_an_account_no_file_is_taken(hanging: Hanging) -> None:
    file = SimpleUploadedFile("large.bin", b"0" * 70_000)

    page = hanging.villager.post("/public/receipt/", {"code": "1", "file": file})

    assert page.status_code == 413
