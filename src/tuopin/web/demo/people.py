"""Invented people for every position of a demonstration county."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from tuopin.office.accounts import operations
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.models import Account, Appointment, Person
from tuopin.office.accounts.operations import Seat
from tuopin.office.accounts.queries import actor_of
from tuopin.office.divisions.domain import DivisionLevel, township_of
from tuopin.office.divisions.queries import units_below
from tuopin.rulebook.positions import Position

PASSWORD = "tuopin-demo"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁"
GIVEN = (
    "伟芳敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉秀珍凤国文学志德永福贵春生成海山林森"
)

NAMED = {
    "cun.zhao": "赵春生",
    "dui.qian": "钱志平",
    "xiang.sun": "孙文静",
    "xiang.he": "何国强",
    "xian.wang": "王海涛",
    "xian.zhao": "赵录真",
    "xian.li": "李永德",
    "ju.jiaotong": "周建路",
    "ju.shuili": "吴清源",
    "ju.chengjian": "郑安居",
    "ju.nongfa": "冯秋实",
    "ju.weisheng": "陈仁心",
    "ju.wenhua": "褚书香",
    "ju.tongji": "蒋明数",
    "ju.caizheng": "沈如实",
    "shi.zhou": "周明远",
    "sheng.zheng": "郑思齐",
    "menhu": "群众门户",
    "du.feng": "冯正清",
    "du.xu": "徐守正",
    "sys.chen": "陈守一",
}
NATIONAL_CLERK = "xian.zhao"
DEPARTMENTS = {
    "交通局": "ju.jiaotong",
    "水利局": "ju.shuili",
    "城建局": "ju.chengjian",
    "农发局": "ju.nongfa",
    "卫生计生委": "ju.weisheng",
    "文化局": "ju.wenhua",
    "统计局": "ju.tongji",
    "财政局": "ju.caizheng",
}
"""The accounts of departments by the names that packs give them."""


@dataclass(frozen=True)
class Staff:
    """Who acts for each place; positions of one county."""

    county: str
    administrator: Actor
    by_seat: dict[tuple[Position, str], Actor]
    by_department: dict[str, Actor]
    national_clerk: Actor

    def at(self, position: Position, code: str) -> Actor:
        """Return who holds a position at a place; raises KeyError."""
        return self.by_seat[position, code]

    def of_county(self, position: Position) -> Actor:
        """Return who holds a position of the county itself."""
        return self.by_seat[position, self.county]


def settle(
    *, county: str, first_village: str, departments: Sequence[str], on: date
) -> Staff:
    """Give every position of the county a person with an account.

    The named accounts sit in the township and village that come first in the
    register, so that whoever logs in finds work there.
    """
    names = _names(random.Random(county))
    administrator = _administrator(county, on)
    township = township_of(first_village)
    seats: list[tuple[str, Seat]] = []
    for unit in units_below(county, DivisionLevel.TOWNSHIP):
        own = unit.code == township
        seats.append(
            (
                "xiang.sun" if own else f"xiang.{unit.code}",
                Seat(Position.TOWNSHIP_OFFICE, unit.code),
            )
        )
        seats.append(
            (
                "xiang.he" if own else f"hecha.{unit.code}",
                Seat(Position.TOWNSHIP_EXAMINER, unit.code),
            )
        )
    for unit in units_below(county, DivisionLevel.VILLAGE):
        own = unit.code == first_village
        seats.append(
            (
                "cun.zhao" if own else f"cun.{unit.code}",
                Seat(Position.VILLAGE_COMMITTEES, unit.code),
            )
        )
        seats.append(
            (
                "dui.qian" if own else f"dui.{unit.code}",
                Seat(Position.RESIDENT_WORK_TEAM, unit.code),
            )
        )
    seats += _county_seats(county, departments)
    return _appointed(seats, administrator, names, county, on)


def _county_seats(county: str, departments: Sequence[str]) -> list[tuple[str, Seat]]:
    city, province = f"{county[:4]}00000000", f"{county[:2]}0000000000"
    return [
        ("xian.wang", Seat(Position.COUNTY_OFFICE, county)),
        # Whoever enters in the national system is not who confirms.
        (NATIONAL_CLERK, Seat(Position.COUNTY_OFFICE, county)),
        ("xian.li", Seat(Position.COUNTY_LEADING_GROUP, county)),
        ("shi.zhou", Seat(Position.CITY_OFFICE, city)),
        ("sheng.zheng", Seat(Position.PROVINCE_OFFICE, province)),
        ("menhu", Seat(Position.PORTAL, county)),
        ("du.feng", Seat(Position.SUPERVISION, county)),
        # Somebody else of supervision ends what one of them has stopped.
        ("du.xu", Seat(Position.SUPERVISION, city)),
        *(
            (
                DEPARTMENTS.get(department, f"ju.{at}"),
                Seat(Position.DEPARTMENT, county, department),
            )
            for at, department in enumerate(departments, start=1)
        ),
    ]


def _administrator(county: str, on: date) -> Actor:
    """Make the first appointment, which nobody in the office could make."""
    province = f"{county[:2]}0000000000"
    person = Person.objects.create(name=NAMED["sys.chen"])
    operations.open_account(username="sys.chen", person=person, password=PASSWORD)
    appointment = Appointment(
        person=person,
        position=Position.ADMINISTRATOR.value,
        division_id=province,
        from_on=on,
    )
    return operations.install_administrator(appointment=appointment, on=on)


def _appointed(
    seats: list[tuple[str, Seat]],
    administrator: Actor,
    names: Iterator[str],
    county: str,
    on: date,
) -> Staff:
    people = Person.objects.bulk_create(
        Person(name=NAMED.get(username) or next(names)) for username, _ in seats
    )
    # One hash for all: these accounts share their password and exist only here.
    hashed = make_password(PASSWORD)
    Account.objects.bulk_create(
        Account(username=username, person=person, password=hashed)
        for (username, seat), person in zip(seats, people, strict=True)
        # Nobody sits at the portal.
        if seat.position is not Position.PORTAL
    )
    appointments = operations.appoint_many(
        appointments=[
            (person, seat) for (_, seat), person in zip(seats, people, strict=True)
        ],
        actor=administrator,
        on=on,
    )
    actors = [actor_of(appointment) for appointment in appointments]
    by_seat: dict[tuple[Position, str], Actor] = {}
    for actor in actors:
        # Of several in one seat the first is the seat's; the clerk is known alone.
        by_seat.setdefault((actor.position, actor.division_code), actor)
    clerk = next(
        actor
        for (username, _), actor in zip(seats, actors, strict=True)
        if username == NATIONAL_CLERK
    )
    by_department = {
        actor.department: actor for actor in actors if actor.department is not None
    }
    return Staff(county, administrator, by_seat, by_department, clerk)


def _names(drawn: random.Random) -> Iterator[str]:
    while True:
        length = drawn.choice((1, 2, 2))
        given = "".join(drawn.choice(GIVEN) for _ in range(length))
        yield drawn.choice(SURNAMES) + given
