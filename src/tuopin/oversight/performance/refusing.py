"""What the acts about a township's year refuse alike."""

from __future__ import annotations

from tuopin.office.accounts.domain import Refusal
from tuopin.office.documents.domain import references_in
from tuopin.office.documents.gates import refuse_not_kept
from tuopin.oversight.refusing import LONGEST_EVIDENCE, LONGEST_TEXT
from tuopin.rulebook.text import Text

CITE = "art-10"
LONGEST_NUMBER, LONGEST_TITLE, LONGEST_WHY = 60, 100, 400


class UnableToAssess(Refusal):
    """An act about a township's year that may not be done."""


def refused(zh: str, en: str) -> UnableToAssess:
    """Return a refusal, with its article."""
    return UnableToAssess(Text(zh, en), cite=CITE)


def no_rules() -> UnableToAssess:
    """Return what is said where the pack scores no township."""
    return refused(
        "生效的政策包没有规定乡镇实绩考核（performance.yaml）。"
        "请先由县办公室补充政策包。",
        "The pack in force has no rules of performance (performance.yaml). The county "
        "office adds them to the pack first.",
    )


def not_there() -> UnableToAssess:
    """Return what is said of what is not in the actor's area, or not at all."""
    return refused(
        "您辖区内没有这个乡镇或这次抽查。请从“实绩考核”页重新进入。",
        "There is no such township or check in your area. Begin again from the page "
        "of performance.",
    )


def refuse_no_words(text: str, *, what: Text, longest: int = LONGEST_TEXT) -> None:
    """Refuse what is left blank or too long."""
    if not text.strip() or len(text) > longest:
        raise refused(
            f"请写明{what.zh}，不超过{longest}字。",
            f"Say {what.en}, in at most {longest} characters.",
        )


def refuse_no_grounds(evidence: str) -> None:
    """Refuse what rests on no paper and no file, or on a strange one."""
    if not evidence.strip() or len(evidence) > LONGEST_EVIDENCE:
        raise refused(
            "要有文件：写明文件名称或文号，或者上传。",
            "This needs a document: name it, or upload it.",
        )
    refuse_not_kept(references_in(evidence), UnableToAssess, cite=CITE)
