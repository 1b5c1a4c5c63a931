"""Submissions of the questionnaire: identity, receipts, why one is put aside."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from tuopin.office.documents.domain import Reference
from tuopin.rulebook.text import Text


class Channel(StrEnum):
    """By which way in a submission came; all are examined alike."""

    PAGE = "page"  # 网页
    OFFLINE = "offline"  # 离线页面
    OPENROSA = "openrosa"  # ODK Collect 等
    FILE = "file"  # 文件

    @property
    def label(self) -> Text:
        """The way in, in words."""
        return _CHANNELS[self]


_CHANNELS = {
    Channel.PAGE: Text("网页", "web page"),
    Channel.OFFLINE: Text("离线页面", "page off line"),
    Channel.OPENROSA: Text("采集应用", "field application"),
    Channel.FILE: Text("文件", "file"),
}


class WhyPutAside(StrEnum):
    """Why a submission is no visit yet: a person has to look at it."""

    SAME_ID = "same_id"  # 同一编号，内容不同
    TWO_SURVEYS = "two_surveys"  # 同一户另有一次调查
    HOUSEHOLD_CHANGED = "household_changed"  # 登记内容已变
    OTHER_FORM = "other_form"  # 问卷版本不同
    REVOKED_DEVICE = "revoked_device"  # 设备已停用
    SECOND_SURVEY = "second_survey"  # 抽中户的第二次调查：并存，不待处理

    @property
    def label(self) -> Text:
        """The reason in words."""
        return _WHY[self]


_WHY = {
    WhyPutAside.SAME_ID: Text(
        "同一份调查先后送来两种内容", "two contents came under the same id"
    ),
    WhyPutAside.TWO_SURVEYS: Text(
        "名单下载以后，这一户另有一次调查",
        "the household was surveyed again after the list was fetched",
    ),
    WhyPutAside.HOUSEHOLD_CHANGED: Text(
        "名单下载以后，这一户的登记内容有变化",
        "the register has changed after the list was fetched",
    ),
    WhyPutAside.OTHER_FORM: Text(
        "用的不是现行版本的问卷", "it answers another version of the questionnaire"
    ),
    WhyPutAside.REVOKED_DEVICE: Text(
        "来自已经停用的设备", "it came from a phone that was revoked"
    ),
    WhyPutAside.SECOND_SURVEY: Text(
        "抽中户的第二次调查，与第一次并存",
        "it is the second survey of a drawn household and stands beside the first",
    ),
}


@dataclass(frozen=True)
class Submission:
    """One whole questionnaire as a client sends it, whichever way it came.

    `instance_id` is made by the client, once for each visit. `answers` is the tree as
    it was filled in; `attachments` are kept files by the names that it says.
    `base_version` is the version of the household on the list that the surveyor had.
    """

    instance_id: UUID
    form_version: str
    form_digest: str
    household_number: str
    surveyed_on: date
    device: str
    channel: Channel
    answers: Mapping[str, object]
    attachments: Mapping[str, Reference] = field(default_factory=dict)
    base_version: str = ""
    began_at: str = ""
    ended_at: str = ""

    @property
    def body(self) -> dict[str, object]:
        """What is kept of it word for word."""
        return {
            "answers": dict(self.answers),
            "attachments": {n: one.written for n, one in self.attachments.items()},
            "began_at": self.began_at,
            "ended_at": self.ended_at,
        }

    @property
    def content_hash(self) -> str:
        """The digest by which a repetition is told from another content.

        It covers what was found and by which form, not how it travelled: a file counts
        by its content, so that the same file kept twice makes no difference.
        """
        said = {
            "instance": str(self.instance_id),
            "form": [self.form_version, self.form_digest],
            "household": self.household_number,
            "surveyed_on": self.surveyed_on.isoformat(),
            "answers": self.answers,
            "files": {name: one.digest for name, one in self.attachments.items()},
        }
        written = json.dumps(
            said, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class HouseholdVersion:
    """What a surveyor could know of a household: its register rows, its last visit."""

    register: str
    visit: int

    @property
    def written(self) -> str:
        """How lists and submissions have it."""
        return f"{self.register}-{self.visit}"

    def conflict_with(self, base: str) -> WhyPutAside | None:
        """Return why what was known then is not what is known now.

        Without a version nothing was known, so a visit in between is a conflict.
        """
        if not base:
            return WhyPutAside.TWO_SURVEYS if self.visit else None
        register, _, visit = base.rpartition("-")
        if visit != str(self.visit):
            return WhyPutAside.TWO_SURVEYS
        return None if register == self.register else WhyPutAside.HOUSEHOLD_CHANGED


@dataclass(frozen=True)
class Receipt:
    """What became of a submission; the same for the same submission, whenever asked.

    Without `put_aside` it is recorded: as a visit, or as the second survey that stands
    beside one.
    """

    number: int
    instance_id: UUID
    content_hash: str
    household_id: int
    household_number: str
    surveyed_on: date
    received_at: datetime
    visit_id: int | None
    put_aside: WhyPutAside | None
    is_repeated: bool = False

    @property
    def is_recorded(self) -> bool:
        """Whether nobody has to decide on it."""
        return self.put_aside is None

    @property
    def is_second(self) -> bool:
        """Whether it is a drawn household's second survey, which is no visit."""
        return self.put_aside is None and self.visit_id is None

    @property
    def text(self) -> Text:
        """The receipt in words."""
        if self.is_second:
            return Text(
                f"已收到，回执号{self.number}。这是抽中户的第二次调查，与第一次并存。",
                f"Received; receipt no. {self.number}. It is the second survey of a "
                "drawn household, and stands beside the first.",
            )
        if self.put_aside is None:
            return Text(
                f"已收到，回执号{self.number}。",
                f"Received; receipt no. {self.number}.",
            )
        why = self.put_aside.label
        return Text(
            f"已收到，回执号{self.number}；{why.zh}，由乡镇扶贫办处理。",
            f"Received; receipt no. {self.number}. As {why.en}, the township office "
            "decides on it.",
        )
