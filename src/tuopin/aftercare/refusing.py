"""What every act after an exit refuses alike."""

from __future__ import annotations

from datetime import date

from tuopin.aftercare.caring import Cared, cared_by_id
from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.rights import Right, require
from tuopin.office.documents.domain import references_in
from tuopin.office.documents.gates import refuse_not_kept
from tuopin.office.policy.queries import pack_on
from tuopin.procedure.queries import procedure_of
from tuopin.register.queries import HouseholdRow, find_household
from tuopin.rulebook.aftercare import AftercareRules
from tuopin.rulebook.text import Text

LONGEST_NAME, LONGEST_REASON, LONGEST_TEXT = 60, 200, 400
LONGEST_EVIDENCE = 4000


class UnableToCare(Refusal):
    """An act after an exit that may not be done."""


def refused(zh: str, en: str, *, cite: str = "art-09") -> UnableToCare:
    """Return a refusal, with its article."""
    return UnableToCare(Text(zh, en), cite=cite)


def rules_on(day: date) -> AftercareRules:
    """Return the rules in force; raises UnableToCare where the pack has none."""
    rules = pack_on(day).aftercare
    if rules is None:
        raise refused(
            "生效的政策包没有规定退出后的帮扶（aftercare.yaml）。"
            "请县办公室先补充政策包。",
            "The pack in force says nothing of after-care (aftercare.yaml). The county "
            "office adds it to the pack first.",
        )
    return rules


def entry_days(on: date) -> int:
    """Return how many days after a visit the pack lets it be entered (art. 15)."""
    return procedure_of(pack_on(on)).acts["survey"].entry_within_days


def household_of(number: str, right: Right, actor: Actor) -> HouseholdRow:
    """Return a household where the actor has a right; raises UnableToCare."""
    household = find_household(number)
    if household is None:
        raise refused(
            "您辖区内没有这户。请核对户编号。",
            "There is no such household in your area. Check its number.",
        )
    require(actor, right, places=[household.village_id])
    return household


def refuse_not_exited(
    household: HouseholdRow, rules: AftercareRules, *, on: date
) -> Cared:
    """Return how a household stands after its exit; refuse one that has not exited."""
    cared = cared_by_id([household.id], rules, on=on).get(household.id)
    if cared is None:
        raise refused(
            f"户{household.number}没有脱贫退出，或者已经返贫；入户请用入户调查。",
            f"Household {household.number} has not exited, or has fallen back since: "
            "its visits are surveys.",
        )
    return cared


def refuse_no_words(text: str, zh: str, en: str, *, longest: int) -> None:
    """Refuse what is left blank or too long."""
    if not text.strip() or len(text) > longest:
        raise refused(
            f"请填写{zh}，不超过{longest}字。",
            f"Give {en}, in at most {longest} characters.",
        )


def refuse_too_long(text: str, zh: str, en: str, *, longest: int) -> None:
    """Refuse what may be left blank and is too long."""
    if len(text) > longest:
        raise refused(
            f"{zh}不超过{longest}字。", f"At most {longest} characters for {en}."
        )


def refuse_no_grounds(evidence: str) -> None:
    """Refuse what rests on no paper and no file, or on a file that is not kept."""
    if not evidence.strip() or len(evidence) > LONGEST_EVIDENCE:
        raise refused(
            "请写明凭据（如回访记录、文件名称）或上传照片。",
            "Name the paper it rests on, or upload a photo.",
        )
    refuse_not_kept(references_in(evidence), UnableToCare, cite="art-09")
