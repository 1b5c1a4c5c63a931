"""What every act of an inspection refuses alike: another day, no words, no grounds."""

from __future__ import annotations

from tuopin.office.accounts.domain import Refusal
from tuopin.office.documents.domain import references_in
from tuopin.office.documents.gates import refuse_not_kept
from tuopin.office.policy.queries import pack_of
from tuopin.oversight.models import Inspection
from tuopin.rulebook.inspection import InspectionRules
from tuopin.rulebook.text import Text

CITE = "art-15"
LONGEST_TEXT, LONGEST_EVIDENCE = 1000, 4000


class UnableToInspect(Refusal):
    """An act of an inspection that may not be done."""


def refused(zh: str, en: str) -> UnableToInspect:
    """Return a refusal, with its article."""
    return UnableToInspect(Text(zh, en), cite=CITE)


def rules_of(inspection: Inspection) -> InspectionRules:
    """Return the figures that an inspection began under."""
    rules = pack_of(inspection.pack_id).inspection
    if rules is None:
        raise no_rules()
    return rules


def no_rules() -> UnableToInspect:
    """Return what is said where the pack knows no inspections."""
    return refused(
        "生效的政策包没有规定督查抽查的数值（inspection.yaml）。"
        "请先由县办公室补充政策包。",
        "The pack in force has no figures of inspections (inspection.yaml). The county "
        "office adds them to the pack first.",
    )


def not_there() -> UnableToInspect:
    """Return what is said of what is not in the actor's area, or not at all."""
    return refused(
        "您辖区内没有这项抽查或督办。请从“督查抽查”页重新进入。",
        "There is no such matter in your area. Begin again from the page of "
        "inspections.",
    )


def refuse_no_words(text: str, *, what: Text, longest: int = LONGEST_TEXT) -> None:
    """Refuse what is left blank or too long."""
    if not text.strip() or len(text) > longest:
        raise refused(
            f"请写明{what.zh}，不超过{longest}字。",
            f"Say {what.en}, in at most {longest} characters.",
        )


def refuse_no_grounds(evidence: str) -> None:
    """Refuse a statement that rests on no paper and no file, or on a strange one."""
    if not evidence.strip() or len(evidence) > LONGEST_EVIDENCE:
        raise refused(
            "要有依据：写明材料名称或文号，或者上传照片、文件。",
            "This needs evidence: name the paper, or upload a photo or file.",
        )
    refuse_not_kept(references_in(evidence), UnableToInspect, cite=CITE)
