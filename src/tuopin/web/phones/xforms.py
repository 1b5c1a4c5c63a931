"""A submitted XForm as a submission; nothing in it is believed or fetched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from tuopin.office.documents.domain import Reference
from tuopin.rulebook.questionnaire.form import AnswerType, Questionnaire
from tuopin.rulebook.text import Text
from tuopin.survey.domain import Channel, Submission
from tuopin.survey.lists import HOUSEHOLDS
from tuopin.survey.refusing import DEEPEST, MOST_BYTES, UnableToSubmit

BASE_VERSION, SURVEYED_ON = "base_version", "surveyed_on"
"""Questions of every questionnaire: what the list said, and the day of the visit."""
Tree = dict[str, Any]


@dataclass(frozen=True)
class ReceivedForm:
    """A filled-in form as it was sent, with what the envelope needs of it."""

    instance_id: UUID
    version: str
    household_number: str
    surveyed_on: date
    base_version: str
    answers: Tree

    def submission(
        self,
        form: Questionnaire,
        *,
        device: str,
        attachments: Mapping[str, Reference],
    ) -> Submission:
        """Return it as a submission of a device, with its kept files."""
        said = set(leaves(self.answers))
        return Submission(
            instance_id=self.instance_id,
            form_version=self.version,
            form_digest=form.digest if self.version == form.version else "",
            household_number=self.household_number,
            surveyed_on=self.surveyed_on,
            device=device,
            channel=Channel.OPENROSA,
            answers=self.answers,
            attachments={n: one for n, one in attachments.items() if n in said},
            base_version=self.base_version,
        )

    def pictures(self, form: Questionnaire) -> list[str]:
        """Return the names of the files that its picture questions say."""
        asked = {
            one.name for one in form.questions.values() if one.type is AnswerType.IMAGE
        }
        return [said for name, said in _named(self.answers) if name in asked and said]


def leaves(tree: object) -> Iterator[str]:
    """Yield every text of a tree of answers."""
    return (said for _, said in _named(tree))


def _named(tree: object, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(tree, str):
        yield name, tree
    elif isinstance(tree, Mapping):
        for inner, one in tree.items():
            yield from _named(one, inner)
    elif isinstance(tree, list):
        for one in tree:
            yield from _named(one, name)


def read_form(content: bytes, form: Questionnaire) -> ReceivedForm:
    """Return a form as it was sent; raises UnableToSubmit where it is none."""
    if len(content) > MOST_BYTES:
        raise UnableToSubmit(_TOO_LARGE)
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as broken:
        raise UnableToSubmit(_NO_XML) from broken
    if root.get("id") != form.id:
        raise UnableToSubmit(_OTHER)
    instance_id = _instance_id(root)
    answers = _tree(root, 0)
    if isinstance(answers, str):
        raise UnableToSubmit(_NO_XML)
    answers.pop("meta", None)
    said = dict(_named(answers))
    asked = form.from_list(HOUSEHOLDS)
    household = said.get(asked.name, "").strip() if asked else ""
    if not household:
        raise UnableToSubmit(_NO_HOUSEHOLD)
    try:
        day = date.fromisoformat(said.get(SURVEYED_ON, "").strip())
    except ValueError as odd:
        raise UnableToSubmit(_NO_DAY) from odd
    return ReceivedForm(
        instance_id=instance_id,
        version=(root.get("version") or "")[:40],
        household_number=household,
        surveyed_on=day,
        base_version=said.get(BASE_VERSION, ""),
        answers=without(answers, BASE_VERSION),
    )


def _instance_id(root: Element) -> UUID:
    for one in root.iter():
        if _local(one) == "instanceID":
            try:
                return UUID((one.text or "").strip().removeprefix("uuid:"))
            except ValueError:
                break
    raise UnableToSubmit(_NO_ID)


def _tree(element: Element, depth: int) -> Tree | str:
    """Return an element's answers by name; what stands several times is a list."""
    if depth > DEEPEST:
        raise UnableToSubmit(_NO_XML)
    if not len(element):
        return element.text or ""
    found: Tree = {}
    for one in element:
        name, inner = _local(one), _tree(one, depth + 1)
        if name not in found:
            found[name] = inner
        elif isinstance(found[name], list):
            found[name].append(inner)
        else:
            found[name] = [found[name], inner]
    return found


def without(tree: Mapping[str, Any], name: str, depth: int = 0) -> Tree:
    """Return a tree without a question: what a list said belongs to the envelope.

    Held against what the list says now, it could never be taken later.
    """
    return {
        inner: without(one, name, depth + 1)
        if isinstance(one, dict) and depth < DEEPEST
        else one
        for inner, one in tree.items()
        if inner != name
    }


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


_NO_XML = Text(
    "送来的表读不懂，没有收下。请升级采集应用后重新发送。",
    "The form that was sent cannot be read, and was not taken. Update the application "
    "and send it again.",
)
_TOO_LARGE = Text(
    "送来的表太大，没有收下。请减少文字。",
    "The form that was sent is too large. Write less.",
)
_OTHER = Text(
    "这不是本县现行的入户调查表。请在应用里重新下载空白表。",
    "This is not the county's survey form. Download the blank form again.",
)
_NO_ID = Text(
    "表里没有 uuid 编号（instanceID），没有收下。",
    "The form has no uuid for its instanceID, and was not taken.",
)
_NO_HOUSEHOLD = Text(
    "表里没有选走访的户，没有收下。", "The form names no household; it was not taken."
)
_NO_DAY = Text("表里没有走访日期，没有收下。", "The form names no day of the visit.")
