"""Statuses, code lists, identity numbers and masks of the register; no storage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tuopin.rulebook.text import Text


class RegistrationStatus(StrEnum):
    """Where a household stands in the register (脱贫标志)."""

    IN_REGISTER = "in_register"  # 在册未脱贫
    LIFTED_OUT = "lifted_out"  # 已脱贫
    RETURNED = "returned"  # 返贫
    DEREGISTERED = "deregistered"  # 注销

    @property
    def label(self) -> Text:
        """Return the status as people know it."""
        return _STATUS_LABELS[self]


_STATUS_LABELS = {
    RegistrationStatus.IN_REGISTER: Text("在册未脱贫", "on the register"),
    RegistrationStatus.LIFTED_OUT: Text("已脱贫", "lifted out of poverty"),
    RegistrationStatus.RETURNED: Text("返贫", "returned to poverty"),
    RegistrationStatus.DEREGISTERED: Text("注销", "deregistered"),
}

STILL_POOR = (RegistrationStatus.IN_REGISTER, RegistrationStatus.RETURNED)

MAY_FOLLOW: dict[RegistrationStatus, tuple[RegistrationStatus, ...]] = {
    RegistrationStatus.IN_REGISTER: (
        RegistrationStatus.LIFTED_OUT,
        RegistrationStatus.DEREGISTERED,
    ),
    RegistrationStatus.LIFTED_OUT: (
        RegistrationStatus.RETURNED,
        RegistrationStatus.DEREGISTERED,
    ),
    RegistrationStatus.RETURNED: (
        RegistrationStatus.LIFTED_OUT,
        RegistrationStatus.DEREGISTERED,
    ),
    RegistrationStatus.DEREGISTERED: (),
}
"""Which status may come after which; only a return leads back, and by its own name."""

HEAD_OF_HOUSEHOLD = "户主"

# Words of the national system's code lists, as the register writes them.
KINDS = ("一般贫困户", "低保贫困户", "五保贫困户", "特困供养贫困户", "低保户", "五保户")
CAUSES = (
    "因病", "因残", "因学", "因灾", "缺土地", "缺水", "缺技术", "缺劳力", "缺资金",
    "交通条件落后", "自身发展动力不足", "因婚", "因丧", "其他",
)  # fmt: skip
RELATIONS = (
    HEAD_OF_HOUSEHOLD, "配偶", "之子", "之女", "之儿媳", "之女婿", "之孙子", "之孙女",
    "之外孙子", "之外孙女", "之父", "之母", "之岳父", "之岳母", "之公公", "之婆婆",
    "之祖父", "之祖母", "之外祖父", "之外祖母", "之兄弟姐妹", "之兄弟媳妇", "之侄儿",
    "之侄女", "其他",
)  # fmt: skip
GENDERS = ("男", "女")
EDUCATIONS = (
    "文盲或半文盲", "小学", "初中", "高中", "大专及以上", "大专", "本科及以上",
    "学龄前儿童",
)  # fmt: skip
SCHOOLINGS = (
    "非在校生", "学龄前儿童", "学前教育", "小学", "初中", "七年级", "八年级", "九年级",
    "高中", "高中一年级", "高中二年级", "高中三年级", "中职一年级", "中职二年级",
    "中职三年级", "高职一年级", "高职二年级", "高职三年级", "大专及以上",
)  # fmt: skip
HEALTH_STATES = (
    "健康", "长期慢性病", "患有大病", "残疾", "大病残疾", "长期慢性病及残疾",
)  # fmt: skip
LABOR_GRADES = (
    "技能劳动力", "普通劳动力", "弱劳动力或半劳动力", "丧失劳动力", "无劳动力",
)  # fmt: skip
SCHOOL_LEAVING_CAUSES = ("因贫", "因病", "因残", "厌学", "其他")
DWELLING_GRADES = ("A", "B", "C", "D")
WATER_GRADES = ("安全", "基本安全", "不安全")


class IdNumberKind(StrEnum):
    """What an identity number is, by its form."""

    RESIDENT = "resident"  # 居民身份证, GB 11643
    LEGACY = "legacy"  # 15 digits, before the check digit
    DISABILITY = "disability"  # 残疾人证: an ID number, kind 1-7, grade 1-4


class IdNumberFault(StrEnum):
    """Why an identity number cannot be one."""

    LENGTH = "length"
    CHARACTER = "character"
    BIRTH_DATE = "birth_date"
    CHECK_DIGIT = "checking_digit"
    DISABILITY_SUFFIX = "disability_suffix"


@dataclass(frozen=True, slots=True)
class IdNumber:
    """An identity number that holds together."""

    number: str
    kind: IdNumberKind
    born_on: date
    is_male: bool
    region: str


class NotAnIdNumber(ValueError):
    """The text is no identity number; says which part is wrong."""

    def __init__(self, fault: IdNumberFault, expected: str = "") -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.expected = expected


RESIDENT_LENGTH, LEGACY_LENGTH, DISABILITY_LENGTH = 18, 15, 20
SHORTEST_MASKED = 8
"""Of shorter numbers the shown digits would give too much away."""
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"


def checking_digit(body: str) -> str:
    """Return the check digit of 17 digits (GB 11643, MOD 11-2)."""
    total = sum(
        int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)
    )
    return CHECK_DIGITS[total % 11]


def read_id_number(text: str) -> IdNumber:
    """Read a resident's, an old or a disability number; raises NotAnIdNumber.

    The region is taken as it stands: numbers go on naming counties that were long
    since renamed, so that it can prove nothing.
    """
    if len(text) == DISABILITY_LENGTH:
        return _read_disability_number(text)
    if len(text) == LEGACY_LENGTH:
        if not _is_digits(text):
            raise NotAnIdNumber(IdNumberFault.CHARACTER)
        born_on = _born_on("19" + text[6:12])
        is_male = int(text[14]) % 2 == 1
        return IdNumber(text, IdNumberKind.LEGACY, born_on, is_male, text[:6])
    if len(text) != RESIDENT_LENGTH:
        raise NotAnIdNumber(IdNumberFault.LENGTH)
    body, last = text[:17], text[17]
    if not _is_digits(body) or not (_is_digits(last) or last == "X"):
        raise NotAnIdNumber(IdNumberFault.CHARACTER)
    born_on = _born_on(body[6:14])
    if checking_digit(body) != last:
        raise NotAnIdNumber(IdNumberFault.CHECK_DIGIT, checking_digit(body))
    is_male = int(body[16]) % 2 == 1
    return IdNumber(text, IdNumberKind.RESIDENT, born_on, is_male, body[:6])


def _read_disability_number(text: str) -> IdNumber:
    person = read_id_number(text[:18])
    if text[18] not in "1234567" or text[19] not in "1234":
        raise NotAnIdNumber(IdNumberFault.DISABILITY_SUFFIX)
    return IdNumber(
        text, IdNumberKind.DISABILITY, person.born_on, person.is_male, person.region
    )


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _born_on(digits: str) -> date:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError as impossible:
        raise NotAnIdNumber(IdNumberFault.BIRTH_DATE) from impossible


def person_part(number: str) -> str:
    """Return what names the person: a disability number begins with the ID number."""
    return number[:RESIDENT_LENGTH] if len(number) == DISABILITY_LENGTH else number


class WhyShown(StrEnum):
    """Why somebody looks at a whole identity number; nobody looks without."""

    CHECKING = "checking"  # 当面核对身份
    CORRECTING = "correcting"  # 更正登记
    COMPARING = "comparing"  # 与部门数据比对
    INSPECTING = "inspecting"  # 督查检查

    @property
    def label(self) -> Text:
        """The reason in words."""
        return _WHY[self]


_WHY = {
    WhyShown.CHECKING: Text("当面核对身份", "checking who somebody is"),
    WhyShown.CORRECTING: Text("更正登记", "correcting the register"),
    WhyShown.COMPARING: Text("与部门数据比对", "comparing with a department's list"),
    WhyShown.INSPECTING: Text("督查检查", "an inspection"),
}


def mask_id_number(number: str) -> str:
    """Show a number's region and last four characters, never the birth date."""
    if len(number) < LEGACY_LENGTH:
        return "*" * len(number)
    return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"


def mask_phone(number: str) -> str:
    """Show the first three and the last four digits of a phone number."""
    if len(number) < SHORTEST_MASKED:
        return "*" * len(number)
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"


def mask_bank_account(number: str) -> str:
    """Show the last four digits of a bank account."""
    if len(number) < SHORTEST_MASKED:
        return "*" * len(number)
    return f"{'*' * (len(number) - 4)}{number[-4:]}"
