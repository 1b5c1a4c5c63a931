"""Take stray characters out of a cell's text, and say so; judges nothing."""

from __future__ import annotations

import re

from tuopin.rulebook.text import Text

UNTIDY = re.compile(
    "[\\s\uff01-\uff5e'‘’`\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff]"
)
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2069\ufeff]"
)
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
APOSTROPHES = "'‘’`"

REPAIRS = {
    "apostrophe": Text("去掉了撇号", "an apostrophe was taken away"),
    "invisible": Text("去掉了不可见字符", "invisible characters were taken away"),
    "full_width": Text(
        "全角字符改为半角", "full-width characters were made half-width"
    ),
    "spaces": Text("去掉了空格", "spaces were taken away"),
    "number": Text(
        "编号被存为数字，已按文本读取", "it was stored as a number, read as text"
    ),
    "separators": Text("去掉了千位分隔符", "thousands separators were taken away"),
    "date": Text("日期已改写为标准格式", "the date was rewritten in the standard form"),
    "case": Text("末位改为大写 X", "the last character was made a capital X"),
    "boolean": Text("逻辑值已读作是或否", "a logical value was read as 是 or 否"),
    "grade": Text("已读作等级字母", "it was read as the grade's letter"),
    "year": Text("已读作年份", "it was read as a year"),
}


def tidied(text: str, *, is_code: bool) -> tuple[str, list[str]]:
    """Return text without stray characters, and what was taken away."""
    if UNTIDY.search(text) is None:
        return text, []
    repairs = []
    bare = text.lstrip(APOSTROPHES) if text[0] in APOSTROPHES else text
    if bare != text:
        repairs.append("apostrophe")
    seen = INVISIBLE.sub("", bare)
    if seen != bare:
        repairs.append("invisible")
    half = seen.translate(FULL_WIDTH) if is_code else seen
    if half.replace(" ", "") != seen.replace("\u3000", "").replace(" ", ""):
        repairs.append("full_width")
    narrow = "".join(half.split()) if is_code else " ".join(half.split())
    if narrow != half:
        repairs.append("spaces")
    return narrow, repairs
