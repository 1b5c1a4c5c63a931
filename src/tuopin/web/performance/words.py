"""What a part of a score counts, in words."""

from __future__ import annotations

from collections.abc import Mapping

from tuopin.rulebook.performance import Part
from tuopin.rulebook.text import Text

COUNTS: Mapping[Part, tuple[Text, Text]] = {
    Part.HOUSEHOLD_PLAN: (
        Text("按期认定", "approved in time"),
        Text("未按期认定", "not approved in time"),
    ),
    Part.VILLAGE_PLAN: (
        Text("按期批准", "approved in time"),
        Text("未按期批准", "not approved in time"),
    ),
    Part.WRONG_EXIT: (
        Text("错退", "wrong exit"),
        Text("退出属实", "rightly exited"),
    ),
    Part.LATE_ACTS: (Text("超期", "late"), Text("按期", "in time")),
    Part.UPHELD_OBJECTIONS: (
        Text("异议成立", "objection upheld"),
        Text("没有成立的异议", "no objection upheld"),
    ),
    Part.REUSED_FILES: (
        Text("重复使用", "used again"),
        Text("只用一次", "used once"),
    ),
    Part.HELD_CASES: (Text("曾被暂停", "held"), Text("未暂停", "not held")),
    Part.ARCHIVE: (
        Text("按期齐全", "complete in time"),
        Text("未按期齐全", "not complete in time"),
    ),
    Part.CALLS: (Text("已回访", "called on"), Text("未回访", "not called on")),
    Part.CORRECTIONS: (
        Text("按期到位", "corrected in time"),
        Text("未按期到位", "not corrected in time"),
    ),
}
"""What counts in a part, and what does not."""
OF: Mapping[Part, Text] = {
    Part.HOUSEHOLD_PLAN: Text("已备案计划内的贫困户", "households of the filed plan"),
    Part.VILLAGE_PLAN: Text("已备案计划内的贫困村", "villages of the filed plan"),
    Part.WRONG_EXIT: Text("督查查实的退出户", "exits that inspections told about"),
    Part.LATE_ACTS: Text(
        "村、乡办理的各环节", "acts done by villages and the township"
    ),
    Part.UPHELD_OBJECTIONS: Text("公示过的户", "households that hung in public"),
    Part.REUSED_FILES: Text("用作依据的照片和文件", "photos and files that proved"),
    Part.HELD_CASES: Text("当年办理的户", "households of the year"),
    Part.ARCHIVE: Text("归档到期的认定户", "approved households whose archive is due"),
    Part.CALLS: Text("到期应回访的户次", "calls that were due"),
    Part.CORRECTIONS: Text("到期的整改要求", "orders to correct that are due"),
}
"""Of what a part counts."""
CAUSES: Mapping[str, Text] = {
    "finding": Text("检查发现问题", "a finding"),
    "inspection": Text("督查抽查发现问题", "an inspection's finding"),
    "comparison": Text("部门比对不符", "a department's question"),
    "second_survey": Text("复查与原调查不一致", "a second survey that differs"),
}
