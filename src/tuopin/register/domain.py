"""Statuses, code lists, identity numbers and masks of the register; no storage."""

from __future__ import annotations

from enum import StrEnum

from tuopin.office.id_numbers import LEGACY_LENGTH
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


SHORTEST_MASKED = 8
"""Of shorter numbers the shown digits would give too much away."""


class WhyShown(StrEnum):
    """Why somebody looks at a whole identity number; nobody looks without."""

    CHECKING = "checking"  # 当面核对身份
    CORRECTING = "correcting"  # 更正登记
    COMPARING = "comparing"  # 与部门数据比对
    INSPECTING = "inspecting"  # 督查检查
    ENTERING = "entering"  # 录入全国系统

    @property
    def label(self) -> Text:
        """The reason in words."""
        return _WHY[self]


_WHY = {
    WhyShown.CHECKING: Text("当面核对身份", "checking who somebody is"),
    WhyShown.CORRECTING: Text("更正登记", "correcting the register"),
    WhyShown.COMPARING: Text("与部门数据比对", "comparing with a department's list"),
    WhyShown.INSPECTING: Text("督查检查", "an inspection"),
    WhyShown.ENTERING: Text("录入全国系统", "entry in the national system"),
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
