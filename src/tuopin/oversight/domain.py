"""What an inspection draws from, by which design, and what it may find; pure."""

from __future__ import annotations

from enum import StrEnum

from tuopin.office.divisions.domain import township_of
from tuopin.rulebook.text import Text

FINDING = "spot_check"
"""How the stream of a drawn household's spot check is named."""


class Frame(StrEnum):
    """Which households an inspection draws from, as they stand when it is frozen."""

    LIFTED_OUT = "lifted_out"  # 当年标注脱贫
    IN_PROCEDURE = "in_procedure"  # 当年正在办理
    NOT_ELIGIBLE = "not_eligible"  # 当年终止
    ON_REGISTER = "on_register"  # 登记册全部户

    @property
    def label(self) -> Text:
        """The frame in words."""
        return _FRAMES[self]


_FRAMES = {
    Frame.LIFTED_OUT: Text(
        "当年标注脱贫的户", "households lifted out in this year's exits"
    ),
    Frame.IN_PROCEDURE: Text(
        "当年正在办理退出的户", "households whose exit is under way this year"
    ),
    Frame.NOT_ELIGIBLE: Text(
        "当年列入计划而未退出的户", "households whose exit ended this year without one"
    ),
    Frame.ON_REGISTER: Text("登记册上的全部户", "every household of the register"),
}


class Standing(StrEnum):
    """How a household of a frame stood on the day of freezing."""

    LIFTED_OUT = "lifted_out"
    IN_PROCEDURE = "in_procedure"
    NOT_ELIGIBLE = "not_eligible"
    NO_CASE = "no_case"

    @property
    def label(self) -> Text:
        """The standing in words."""
        return _STANDINGS[self]

    @property
    def is_exit(self) -> bool:
        """Whether the household has exited or is about to."""
        return self in (Standing.LIFTED_OUT, Standing.IN_PROCEDURE)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What may be found: whoever exits cannot have been missed."""
        irregular = Verdict.WRONG_EXIT if self.is_exit else Verdict.MISSED
        return (Verdict.RIGHT, irregular, Verdict.CANNOT_BE_TOLD)


_STANDINGS = {
    Standing.LIFTED_OUT: Text("已标注脱贫", "lifted out"),
    Standing.IN_PROCEDURE: Text("正在办理退出", "exit under way"),
    Standing.NOT_ELIGIBLE: Text("本年未退出", "exit ended without one"),
    Standing.NO_CASE: Text("本年未列入", "no case this year"),
}


class Design(StrEnum):
    """How a sample is spread."""

    SIMPLE = "simple"  # 全部户一起抽
    BY_TOWNSHIP = "by_township"  # 各乡镇分别抽
    BY_VILLAGE = "by_village"  # 各村分别抽
    VILLAGES_FIRST = "villages_first"  # 先抽村再抽户

    @property
    def label(self) -> Text:
        """The design in words."""
        return _DESIGNS[self]

    def stratum_of(self, village_code: str) -> str:
        """Return within what a household of a village is drawn; blank is the whole."""
        if self is Design.SIMPLE:
            return ""
        if self is Design.BY_TOWNSHIP:
            return township_of(village_code)
        return village_code


_DESIGNS = {
    Design.SIMPLE: Text("全部户一起抽", "all households together"),
    Design.BY_TOWNSHIP: Text("各乡镇分别抽", "each township by itself"),
    Design.BY_VILLAGE: Text("各村分别抽", "each village by itself"),
    Design.VILLAGES_FIRST: Text(
        "先抽村，再在抽中的村里抽户", "villages first, then households in those drawn"
    ),
}


class SeedSource(StrEnum):
    """Where the seed comes from; named before anybody can know it."""

    PUBLIC_ACT = "public_act"  # 事后的公开结果
    CHECKPOINT = "checkpoint"  # 冻结后的第一个封存根

    @property
    def label(self) -> Text:
        """The source in words."""
        return _SOURCES[self]


_SOURCES = {
    SeedSource.PUBLIC_ACT: Text(
        "名册冻结以后的一次公开结果（如开奖号码、当众摇号）",
        "a public result after the freezing (a lottery's numbers, a number drawn "
        "before everybody)",
    ),
    SeedSource.CHECKPOINT: Text(
        "名册冻结以后的第一个封存根", "the first sealed root after the freezing"
    ),
}


class Verdict(StrEnum):
    """What an inspector found about one drawn household."""

    RIGHT = "right"
    WRONG_EXIT = "wrong_exit"
    MISSED = "missed"
    CANNOT_BE_TOLD = "cannot_be_told"

    @property
    def label(self) -> Text:
        """The verdict in words."""
        return _VERDICTS[self]

    @property
    def is_irregular(self) -> bool:
        """Whether it has to be put right."""
        return self in (Verdict.WRONG_EXIT, Verdict.MISSED)

    @property
    def is_told(self) -> bool:
        """Whether something is known of the household."""
        return self is not Verdict.CANNOT_BE_TOLD


_VERDICTS = {
    Verdict.RIGHT: Text("认定正确", "rightly decided"),
    Verdict.WRONG_EXIT: Text("错退（“被脱贫”）", "wrong exit (a false exit)"),
    Verdict.MISSED: Text("漏评", "missed"),
    Verdict.CANNOT_BE_TOLD: Text("无法判定", "cannot be told"),
}


class Approval(StrEnum):
    """What the household itself says of how its case was handled (art. 12)."""

    CONTENT = "content"
    NOT_CONTENT = "not_content"
    NOT_ASKED = "not_asked"

    @property
    def label(self) -> Text:
        """The answer in words."""
        return _APPROVALS[self]


_APPROVALS = {
    Approval.CONTENT: Text("认可", "approves"),
    Approval.NOT_CONTENT: Text("不认可", "does not approve"),
    Approval.NOT_ASKED: Text("没有问到", "was not asked"),
}


class OrderState(StrEnum):
    """How far an order to correct has come."""

    WAITS = "waits"
    SENT_BACK = "sent_back"
    ANSWERED = "answered"
    ACCEPTED = "accepted"

    @property
    def label(self) -> Text:
        """The state in words."""
        return _STATES[self]

    @property
    def is_open(self) -> bool:
        """Whether it still holds the household."""
        return self is not OrderState.ACCEPTED

    @property
    def is_with_the_office(self) -> bool:
        """Whether the office has to answer."""
        return self in (OrderState.WAITS, OrderState.SENT_BACK)


_STATES = {
    OrderState.WAITS: Text("等整改", "to be corrected"),
    OrderState.SENT_BACK: Text("退回重新整改", "sent back"),
    OrderState.ANSWERED: Text(
        "已答复，等督查认定", "answered, for supervision to judge"
    ),
    OrderState.ACCEPTED: Text("整改到位", "corrected"),
}
