"""Reads one mapping field by field, noting faults and going on; knows no pack part."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from tuopin.rulebook import citation
from tuopin.rulebook.citation import Citation, UnreadableCitation
from tuopin.rulebook.document import Node, Place
from tuopin.rulebook.faults import Faults
from tuopin.rulebook.text import Text

Word = TypeVar("Word", bound=StrEnum)

_NAME = re.compile(r"[a-z][a-z0-9_]*|[A-Z]\d+|[a-z][a-z0-9-]*")
_WHOLE = re.compile(r"\d+")
_NO_CITATION = Citation("art-00")


@dataclass(slots=True)
class Form:
    """One mapping of a pack file, read field by field.

    A field that is missing or wrong is noted in `faults` and answered with a value
    that is never used, because a pack with faults is refused as a whole.
    """

    node: Node
    faults: Faults
    asked: set[str] = field(default_factory=set)

    @property
    def place(self) -> Place:
        """Return where the mapping begins."""
        return self.node.place

    def entries(self) -> Mapping[str, Node]:
        """Return the fields, none if the node is no mapping."""
        if isinstance(self.node.value, Mapping):
            return self.node.value
        self.fault(self.node, Text("此处不是键值表", "this is no mapping"), _MAPPING)
        self.node = Node(self.node.place, {})
        return {}

    def fault(self, node: Node, wrong: Text, right: Text) -> None:
        """Note a fault at the node."""
        self.faults.add(node.place, wrong=wrong, right=right)

    def find(self, key: str) -> Node | None:
        """Return a field's node, or None where the field is absent."""
        self.asked.add(key)
        return self.entries().get(key)

    def get(self, key: str) -> Node | None:
        """Return a field's node, noting its absence."""
        node = self.find(key)
        if node is None:
            wrong = Text(f"缺少“{key}”", f"{key!r} is missing")
            self.faults.add(
                self.place, wrong=wrong, right=Text(f"写明“{key}”", f"a line {key}: …")
            )
        return node

    def scalar(self, key: str) -> str:
        """Return a field's text."""
        node = self.get(key)
        return "" if node is None else self.scalar_of(node, key)

    def optional(self, key: str) -> str | None:
        """Return a field's text, or None where the field is absent."""
        node = self.find(key)
        return None if node is None else self.scalar_of(node, key)

    def scalar_of(self, node: Node, key: str) -> str:
        """Return a node's text."""
        if isinstance(node.value, str) and node.value:
            return node.value
        wrong = Text(f"“{key}”不是一个值", f"{key!r} is not one value")
        self.fault(node, wrong, Text("一个非空的值", "one value that is not empty"))
        return ""

    def text(self, key: str) -> Text:
        """Return a field in both languages."""
        node = self.get(key)
        return Text("", "") if node is None else self.text_of(node)

    def text_of(self, node: Node) -> Text:
        """Return a node in both languages."""
        form = Form(node, self.faults)
        text = Text(form.scalar("zh"), form.scalar("en"))
        form.close()
        return text

    def name(self, key: str) -> str:
        """Return a field that names something: small letters, digits, _ or -."""
        node = self.get(key)
        return "" if node is None else self.name_of(node, key)

    def name_of(self, node: Node, key: str) -> str:
        """Return a node that names something."""
        written = self.scalar_of(node, key)
        if written and not _NAME.fullmatch(written):
            wrong = Text(f"“{written}”不是标识", f"{written!r} is no name")
            self.fault(
                node, wrong, Text("小写字母、数字、下划线", "small letters, digits, _")
            )
        return written

    def names(self, key: str) -> tuple[str, ...]:
        """Return a list of names, empty where the field is absent."""
        return tuple(self.name_of(node, key) for node in self.items(key))

    def scalars(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty where the field is absent."""
        return tuple(self.scalar_of(node, key) for node in self.items(key))

    def items(self, key: str) -> Sequence[Node]:
        """Return a list's nodes, empty where the field is absent."""
        node = self.find(key)
        if node is None:
            return ()
        if isinstance(node.value, tuple):
            return node.value
        wrong = Text(f"“{key}”不是列表", f"{key!r} is no list")
        self.fault(node, wrong, Text("用 [ ] 或 - 写成列表", "a list, with [ ] or -"))
        return ()

    def forms(self, key: str) -> tuple[Form, ...]:
        """Return a list of mappings, empty where the field is absent."""
        return tuple(Form(node, self.faults) for node in self.items(key))

    def children(self, key: str) -> Mapping[str, Form]:
        """Return a mapping of mappings, empty where the field is absent."""
        node = self.find(key)
        if node is None:
            return {}
        inner = Form(node, self.faults).entries()
        return {name: Form(child, self.faults) for name, child in inner.items()}

    def word(self, key: str, words: type[Word]) -> Word:
        """Return a field as a member of an enumeration."""
        node = self.get(key)
        return next(iter(words)) if node is None else self.word_of(node, words)

    def words(self, key: str, words: type[Word]) -> tuple[Word, ...]:
        """Return a list of members of an enumeration."""
        return tuple(self.word_of(node, words) for node in self.items(key))

    def word_of(self, node: Node, words: type[Word]) -> Word:
        """Return a node as a member of an enumeration."""
        known = {str(word): word for word in words}
        if isinstance(node.value, str) and node.value in known:
            return known[node.value]
        written = node.value if isinstance(node.value, str) else "…"
        choice = ", ".join(known)
        wrong = Text(f"不认识“{written}”", f"{written!r} is not known")
        self.fault(node, wrong, Text(f"下列之一：{choice}", f"one of {choice}"))
        return next(iter(words))

    def yes_no(self, key: str, *, absent: bool | None = None) -> bool:
        """Return a yes or a no; `absent` is the answer where the field is left out."""
        node = self.find(key) if absent is not None else self.get(key)
        if node is None:
            return bool(absent)
        if node.value in ("yes", "no"):
            return node.value == "yes"
        wrong = Text(f"“{key}”既非 yes 也非 no", f"{key!r} is neither yes nor no")
        self.fault(node, wrong, Text("yes 或 no", "yes or no"))
        return False

    def whole(self, key: str) -> int:
        """Return a field as a whole number."""
        node = self.get(key)
        if node is None:
            return 0
        written = self.scalar_of(node, key)
        if _WHOLE.fullmatch(written):
            return int(written)
        wrong = Text(f"“{written}”不是整数", f"{written!r} is no whole number")
        self.fault(node, wrong, Text("如 7", "a number such as 7"))
        return 0

    def citation(self, key: str) -> Citation:
        """Return a field as a citation."""
        node = self.get(key)
        return _NO_CITATION if node is None else self.citation_of(node, key)

    def citation_of(self, node: Node, key: str) -> Citation:
        """Return a node as a citation."""
        written = self.scalar_of(node, key)
        try:
            return citation.parse(written)
        except UnreadableCitation:
            wrong = Text(f"“{written}”不是条款引用", f"{written!r} is no citation")
            self.fault(node, wrong, Text("如 art-03 ¶2", "such as art-03 ¶2"))
            return _NO_CITATION

    def day(self, key: str) -> date:
        """Return a field as a date."""
        node = self.get(key)
        return date.min if node is None else self.day_of(node, key)

    def day_of(self, node: Node, key: str) -> date:
        """Return a node as a date."""
        written = self.scalar_of(node, key)
        return self.day_from(written, node)

    def day_from(self, written: str, node: Node) -> date:
        """Return a text as a date, noting a fault at the node."""
        try:
            return date.fromisoformat(written)
        except ValueError:
            wrong = Text(f"“{written}”不是日期", f"{written!r} is no date")
            self.fault(node, wrong, Text("如 2000-01-31", "such as 2000-01-31"))
            return date.min

    def decimal_from(self, written: str, node: Node) -> Decimal:
        """Return a text as an exact decimal, noting a fault at the node."""
        try:
            figure = Decimal(written)
        except InvalidOperation:
            figure = Decimal("NaN")
        if figure.is_finite():
            return figure
        wrong = Text(f"“{written}”不是数", f"{written!r} is no figure")
        self.fault(node, wrong, Text("如 1234.50 或 0.5", "such as 1234.50 or 0.5"))
        return Decimal(0)

    def close(self) -> None:
        """Note every field that nobody asked for."""
        for key, node in self.entries().items():
            if key in self.asked:
                continue
            known = ", ".join(sorted(self.asked))
            wrong = Text(f"不认识字段“{key}”", f"the field {key!r} is not known")
            self.fault(node, wrong, Text(f"下列之一：{known}", f"one of {known}"))


_MAPPING = Text("“键: 值”各占一行", "lines of key: value")
