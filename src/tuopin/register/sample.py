"""Write a synthetic register: invented people in real villages, the same for one seed.

Every edge that rounding, blanks and boundaries can get wrong is in it; whoever reads
it can find no real person.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from tuopin.office.id_numbers import checking_digit
from tuopin.register.domain import HEAD_OF_HOUSEHOLD
from tuopin.register.workbook.cells import Value
from tuopin.register.workbook.columns import Sheet
from tuopin.register.workbook.writing import write_workbook

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于"
    "董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
)
GIVEN = {
    True: "伟磊军洋勇强杰涛明超刚平国文学志德永福贵春生成海山林森财宝忠义和顺长庆广田",
    False: "芳娜敏静丽艳娟兰霞桂英华玉秀珍凤琴芬淑梅荣香云莲素清月红杏翠巧",
}
GENERATION = "国文学志德永福春玉秀淑桂建立景维"
CAUSES = (
    "因病",
    "因残",
    "因学",
    "因灾",
    "缺土地",
    "缺技术",
    "缺劳力",
    "缺资金",
    "自身发展动力不足",
)
ETHNICITIES = (("汉族", "满族", "朝鲜族", "锡伯族"), (78, 17, 3, 2))
SOURCES = (
    (
        "务工",
        "种植业",
        "养殖业",
        "公益性岗位",
        "资产收益",
        "土地流转",
        "低保金",
        "无",
        None,
    ),
    (30, 20, 20, 10, 8, 6, 2, 3, 1),
)
EQUIVALENT_SCHEMES = (
    "职工基本医疗保险",
    "城镇居民基本医疗保险",
    "新型农村合作医疗（外县）",
)
CENT = Decimal("0.01")
BLANK = 10
"""How often in a thousand an answer was left out, as in real surveys."""


@dataclass
class Person:
    """A member while the household is being made up."""

    name: str
    is_male: bool
    born_on: date
    relation: str


@dataclass
class Family:
    """A household while it is being made up."""

    number: str
    village_code: str
    kind: str
    people: list[Person] = field(default_factory=list)


def write_sample(
    path: Path,
    *,
    households: int,
    villages: Mapping[str, str],
    seed: int,
    year: int,
    county_code_prefix: str,
    line: Decimal,
) -> None:
    """Write so many households in these villages (code to name), for one year.

    `line` is the poverty line: some households stand exactly on it, some a cent above.
    """
    made = _Maker(random.Random(seed), year, county_code_prefix, line)
    rows = made.rows(households, sorted(villages))
    write_workbook(path, rows)


class _Maker:
    """Make up households one after the other from one source of chance."""

    def __init__(
        self, rng: random.Random, year: int, prefix: str, line: Decimal
    ) -> None:
        self.rng = rng
        self.year = year
        self.prefix = prefix
        self.line = line
        self._ids: set[str] = set()

    def rows(
        self, households: int, villages: Sequence[str]
    ) -> dict[Sheet, list[list[Value]]]:
        """Return the rows of all sheets."""
        rows: dict[Sheet, list[list[Value]]] = {sheet: [] for sheet in Sheet}
        surveyors = {code: [self._full_name() for _ in range(3)] for code in villages}
        poor: dict[str, list[int]] = {code: [] for code in villages}
        for count in range(households):
            # Every village gets its share before any gets a second one by chance.
            code = villages[count] if count < len(villages) else self._one(villages)
            family = self._family(f"{code}{count + 1:05d}", code)
            rows[Sheet.HOUSEHOLDS].append(self._household(family))
            rows[Sheet.MEMBERS].extend(self._members(family))
            rows[Sheet.SURVEYS].append(
                self._survey(family, self._one(surveyors[code]), count)
            )
            poor[code].append(len(family.people))
        rows[Sheet.VILLAGES] = [
            self._village(code, poor[code], at) for at, code in enumerate(villages)
        ]
        return rows

    def _one(self, choices: Sequence[str]) -> str:
        return self.rng.choice(choices)

    def _weighted(self, choices: Sequence[str], weights: Sequence[int]) -> str:
        return self.rng.choices(choices, weights)[0]

    def _happens(self, of_thousand: int) -> bool:
        return self.rng.random() * 1000 < of_thousand

    def _maybe(self, value: Value, missing: int = BLANK) -> Value:
        return None if self._happens(missing) else value

    def _full_name(self, surname: str = "", is_male: bool = True) -> str:
        surname = surname or self._one(SURNAMES)
        middle = self._one(GENERATION) if self._happens(650) else ""
        return surname + middle + self._one(GIVEN[is_male])

    def _born(self, age: int) -> date:
        """Return a birthday of somebody who completes these years in the year."""
        # Nobody is registered before being born: the youngest come before September.
        days = 365 if age else 240
        return date(self.year - age, 1, 1) + timedelta(days=self.rng.randrange(days))

    def _family(self, number: str, code: str) -> Family:
        """Make up who lives together, so that ages, sexes and relations agree."""
        shape = self._weighted(
            ("alone", "couple", "parents", "three_generations", "grandchild", "single"),
            (22, 26, 28, 12, 6, 6),
        )
        kind = self._weighted(
            ("一般贫困户", "低保贫困户", "五保贫困户"),
            (40, 30, 30) if shape == "alone" else (62, 38, 0),
        )
        family = Family(number, code, kind)
        is_male = self._happens(720)
        surname = self._one(SURNAMES)
        age = self.rng.randint(*HEAD_AGES[shape])
        self._join(family, HEAD_OF_HOUSEHOLD, surname, is_male, age)
        if shape in ("couple", "parents", "three_generations"):
            spouse_age = max(20, age + self.rng.randint(-5, 3))
            self._join(family, "配偶", self._one(SURNAMES), not is_male, spouse_age)
        heirs = surname if is_male else family.people[-1].name[0]
        if shape in ("parents", "single"):
            self._children(family, heirs, age)
        elif shape == "three_generations":
            self._young_family(family, heirs, age)
        elif shape == "grandchild":
            is_boy = self._happens(500)
            self._join(
                family,
                "之孙子" if is_boy else "之孙女",
                heirs,
                is_boy,
                self.rng.randint(3, 17),
            )
        if shape in ("parents", "single") and self._happens(300):
            self._join(family, "之母", self._one(SURNAMES), False, age + 25)
        return family

    def _join(
        self, family: Family, relation: str, surname: str, is_male: bool, age: int
    ) -> None:
        age = min(age, 98)
        name = self._full_name(surname, is_male)
        family.people.append(Person(name, is_male, self._born(age), relation))

    def _children(self, family: Family, surname: str, parent_age: int) -> None:
        for _ in range(self.rng.choices((1, 2, 3), (60, 33, 7))[0]):
            is_boy = self._happens(520)
            age = self.rng.randint(0, max(1, min(24, parent_age - 22)))
            self._join(family, "之子" if is_boy else "之女", surname, is_boy, age)

    def _young_family(self, family: Family, surname: str, age: int) -> None:
        son = age - self.rng.randint(22, 28)
        self._join(family, "之子", surname, True, son)
        if self._happens(700):
            wife = max(20, son - self.rng.randint(0, 4))
            self._join(family, "之儿媳", self._one(SURNAMES), False, wife)
        for _ in range(self.rng.choices((1, 2), (70, 30))[0]):
            is_boy = self._happens(500)
            relation = "之孙子" if is_boy else "之孙女"
            grandchild = self.rng.randint(0, max(1, son - 21))
            self._join(family, relation, surname, is_boy, grandchild)

    def _household(self, family: Family) -> list[Value]:
        main = "因残" if family.kind == "五保贫困户" else self._one(CAUSES)
        other = self._one(CAUSES) if self._happens(400) else None
        return [
            family.number,
            family.village_code,
            f"{self.rng.randint(1, 6)}组",
            family.kind,
            main,
            other if other != main else None,
            min(self.year, self.rng.choice((2014, 2014, 2015, 2016))),
            self._maybe(f"139{self.rng.randrange(10**8):08d}", 30),
            "农村信用合作联社",
            f"62{self.rng.randrange(10**17):017d}",
        ]

    def _members(self, family: Family) -> Iterator[list[Value]]:
        ethnicity = self._weighted(*ETHNICITIES)
        for at, person in enumerate(family.people, start=1):
            yield self._member(family, person, at, ethnicity)

    def _member(
        self, family: Family, person: Person, at: int, ethnicity: str
    ) -> list[Value]:
        age = self._years_on(person.born_on, date(self.year, 8, 31))
        is_school_age = age in COMPULSORY
        has_left = is_school_age and self._happens(50)
        is_pupil = age in AT_SCHOOL and not has_left
        labor = self._labor(age)
        months = self.rng.choice((0, 0, 3, 6, 8, 10)) if labor in WORKING else 0
        insured = self._happens(985)
        has_equivalent = not insured and self._happens(500)
        return [
            family.number,
            f"{family.number}{at:02d}",
            person.name,
            "男" if person.is_male else "女",
            self._id_number(person),
            person.born_on.isoformat(),
            person.relation,
            ethnicity,
            None if is_pupil else self._education(age),
            self._schooling(age) if is_pupil else "非在校生",
            self._weighted(
                HEALTH, (80, 12, 5, 3) if age < FAILING else (45, 32, 13, 10)
            ),
            labor,
            months,
            self._maybe("是" if insured else "否"),
            self._one(EQUIVALENT_SCHEMES) if has_equivalent else None,
            self._maybe("是" if has_left else "否") if is_school_age else None,
            self._leaving_cause() if has_left else None,
        ]

    def _leaving_cause(self) -> Value:
        cause = self._weighted(("因贫", "因病", "厌学", ""), (40, 30, 25, 5))
        return cause or None

    @staticmethod
    def _years_on(born_on: date, day: date) -> int:
        has_passed = (born_on.month, born_on.day) <= (day.month, day.day)
        return day.year - born_on.year - (not has_passed)

    def _labor(self, age: int) -> str:
        if age < GROWN:
            return "无劳动力"
        if age > RETIRED:
            return self._weighted(
                ("无劳动力", "丧失劳动力", "弱劳动力或半劳动力"), (50, 20, 30)
            )
        return self._weighted(
            ("普通劳动力", "技能劳动力", "弱劳动力或半劳动力", "丧失劳动力"),
            (64, 6, 20, 10),
        )

    def _education(self, age: int) -> str:
        if age < AT_SCHOOL.start:
            return "学龄前儿童"
        if age > BEFORE_SCHOOLS:
            return self._weighted(("文盲或半文盲", "小学", "初中"), (35, 50, 15))
        return self._weighted(("小学", "初中", "高中", "大专及以上"), (35, 50, 12, 3))

    @staticmethod
    def _schooling(age: int) -> str:
        if age < SECONDARY:
            return "小学"
        return SCHOOL_YEARS[min(age - SECONDARY, len(SCHOOL_YEARS) - 1)]

    def _id_number(self, person: Person) -> str:
        """Return a number that holds together and that nobody else here has."""
        while True:
            sequence = self.rng.randrange(500) * 2 + person.is_male
            body = f"{self.prefix}{person.born_on:%Y%m%d}{sequence:03d}"
            number = body + checking_digit(body)
            if number not in self._ids:
                self._ids.add(number)
                return number

    def _survey(self, family: Family, surveyor: str, count: int) -> list[Value]:
        day = date(self.year, 9, 1) + timedelta(days=self.rng.randrange(45))
        wage, farm, rent, transfer, expense = self._incomes(family, count)
        return [
            family.number,
            self._maybe(day.isoformat(), 5),
            surveyor,
            self._one(("村委会", "驻村工作队")),
            self._maybe(wage, 4),
            self._maybe(farm, 4),
            self._maybe(rent, 4),
            self._maybe(transfer, 4),
            self._maybe(expense, 4),
            self.rng.choices(*SOURCES)[0],
            self._maybe(self._weighted(("是", "否"), (985, 15))),
            self._maybe(self._weighted("ABCD", (45, 48, 5, 2))),
            *(
                self._maybe(
                    self._weighted(("安全", "基本安全", "不安全"), (82, 16, 2)), 5
                )
                for _ in range(4)
            ),
        ]

    def _incomes(self, family: Family, count: int) -> tuple[Decimal, ...]:
        """Return the four incomes and the expense, to the cent.

        Of every fifty households one stands exactly on the line, where it is not met,
        and one a cent a head above it.
        """
        persons = len(family.people)
        turn = count % 50
        if turn in (ON_THE_LINE, ABOVE_THE_LINE):
            wage = self.line * persons
            if turn == ABOVE_THE_LINE:
                wage += CENT * persons
            nothing = Decimal("0.00")
            return wage.quantize(CENT), nothing, nothing, nothing, nothing
        cents = max(80_000, round(self.rng.gauss(430_000, 85_000))) * persons
        total = Decimal(cents) / 100
        wage, farm, rent, transfer = (
            (total * share / 100).quantize(CENT) for share in (42, 38, 5, 27)
        )
        return wage, farm, rent, transfer, (farm * 32 / 100).quantize(CENT)

    def _village(self, code: str, sizes: Sequence[int], at: int) -> list[Value]:
        """Return a village's year; the ratios stand around their boundaries in turn."""
        people, residents = sum(sizes), self.rng.randint(2400, 6400)
        poor = (residents // 50, residents // 50 + 1, residents // 80)[at % 3]
        unsafe = self.rng.choice((0, 0, 1, len(sizes) // 50))
        answers = [self._weighted(("是", "否"), (93, 7)) for _ in range(4)]
        income = Decimal(self.rng.randrange(12_000_000)) / 100
        return [
            code,
            self.year,
            residents,
            poor,
            len(sizes),
            max(0, len(sizes) - unsafe),
            max(0, len(sizes) - self.rng.choice((0, 0, 1))),
            people,
            max(0, people - self.rng.choice((0, 0, 1, people // 50))),
            *answers,
            self._maybe(income.quantize(CENT), 300),
            "县扶贫办汇总",
        ]


ON_THE_LINE, ABOVE_THE_LINE = 7, 31
"""Which of every fifty households stand there."""
COMPULSORY, AT_SCHOOL = range(6, 16), range(6, 18)
SECONDARY, GROWN, FAILING, BEFORE_SCHOOLS, RETIRED = 12, 16, 50, 60, 65
"""Ages at which invented lives change; the law's own stand in the packs."""
HEAD_AGES = {
    "alone": (48, 86),
    "couple": (45, 82),
    "parents": (28, 52),
    "three_generations": (50, 72),
    "grandchild": (56, 80),
    "single": (28, 52),
}
WORKING = ("普通劳动力", "技能劳动力")
HEALTH = ("健康", "长期慢性病", "患有大病", "残疾")
SCHOOL_YEARS = ("七年级", "八年级", "九年级", "高中一年级", "高中二年级", "高中三年级")
