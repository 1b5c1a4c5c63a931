"""Lists of departments held against the register, and their questions cleared.

A hit is a question and no verdict (arts 11, 12): it takes nobody off any list. Where
the pack says that it bears on the standard, the household waits until it is cleared.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.rights import require_area, require_position
from tuopin.office.audit import operations as audit
from tuopin.office.audit.rows import RowRef
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.documents.domain import references_in
from tuopin.office.documents.gates import refuse_not_kept
from tuopin.office.policy.queries import pack_on
from tuopin.office.scope import acting_as, alone_with
from tuopin.procedure.held import (
    hold_for_questions,
    holds_about,
    let_go,
    lists_of,
    titles_of,
)
from tuopin.register.queries import HouseholdRow, households_by_id
from tuopin.rulebook.comparison import ComparisonRules, ListRules
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text
from tuopin.survey.comparison import matching, queries, writing
from tuopin.survey.comparison.domain import Listing, ListPaper, Verdict
from tuopin.survey.comparison.matching import Compared
from tuopin.survey.comparison.queries import Standing

LONGEST_NUMBER, LONGEST_TEXT, LONGEST_EVIDENCE = 60, 400, 4000


class UnableToCompare(Refusal):
    """A list that cannot be compared, or a question that cannot be answered so."""


@dataclass(frozen=True)
class Comparison:
    """What came of a list: how much it raised, and how many cases it stopped."""

    list_id: int | None
    counts: dict[str, int]
    stopped: int


def preview_list(
    *, listing: Listing, paper: ListPaper, actor: Actor, on: date
) -> Comparison:
    """Say what a list would raise, and write nothing."""
    rules = _rules_for(paper, actor, on).lists[paper.kind]
    with acting_as(actor):
        compared = _compared(listing, paper, rules, on)
    return Comparison(None, dict(compared.counts), 0)


def compare_list(
    *, listing: Listing, paper: ListPaper, digest: str, actor: Actor, on: date
) -> Comparison:
    """Bring a department's list, and ask about whom it concerns (大数据比对, art. 12).

    Whoever is on no register leaves no trace. What was asked before is not asked again.
    """
    paper = replace(paper, document_number=paper.document_number.strip())
    rules = _rules_for(paper, actor, on).lists[paper.kind]
    with acting_as(actor):
        alone_with(lists_of(actor.division_code))
        _refuse_paper(paper, on)
        compared = _compared(listing, paper, rules, on)
        brought, asked = writing.write_list(
            paper, compared, rules, digest=digest, actor=actor, on=on
        )
        _record_asked(brought, asked, rules, actor, on)
        stopped = hold_for_questions(
            sorted({one.household_id for one in asked if one.holds}),
            titles_of(pack_on(on)),
            actor=actor,
            on=on,
        )
        return Comparison(brought.id, dict(compared.counts), stopped)


def answer_comparison(
    *,
    number: int,
    verdict: Verdict,
    text: str,
    evidence: str,
    actor: Actor,
    on: date,
) -> None:
    """Say what was found out about a question, on what grounds (art. 12).

    Not by the department, nor by who brought the list. Confirmed leaves it open until
    what is so has been corrected; cleared, it lets the household go on.
    """
    rules = _rules(on)
    require_position(actor, rules.answered_by)
    with acting_as(actor):
        standing = queries.locked_question(number)
        if standing is None:
            raise UnableToCompare(_NO_QUESTION, cite=str(rules.cite))
        question = standing.question
        require_area(actor, [question.village_code])
        _refuse_answer(standing, text, evidence, verdict, actor, on)
        (household,) = households_by_id([question.household_id])
        rows = writing.write_answer(
            question, household, verdict, text.strip(), evidence.strip(), actor=actor
        )
        _record_answered(standing, household, rows, verdict, actor, on)
        holds = holds_about(f"question:{question.id}") if verdict.clears else []
        if holds:
            reason = f"部门比对疑点{verdict.label.zh}：{text.strip()}"[:LONGEST_TEXT]
            let_go(holds, reason, actor=actor, on=on)


def _rules(on: date) -> ComparisonRules:
    rules = pack_on(on).comparison
    if rules is None:
        raise UnableToCompare(_NO_LISTS)
    return rules


def _rules_for(paper: ListPaper, actor: Actor, on: date) -> ComparisonRules:
    require_position(actor, (Position.DEPARTMENT,))
    rules = _rules(on)
    if paper.kind not in rules.lists:
        raise UnableToCompare(_NO_SUCH_LIST, cite=str(rules.cite))
    owner = rules.lists[paper.kind].department
    if owner != actor.department:
        raise UnableToCompare(
            Text(
                f"这种名单由{owner}报送。",
                f"This list is for {owner} to bring.",
            ),
            cite=str(rules.cite),
        )
    return rules


def _compared(
    listing: Listing, paper: ListPaper, rules: ListRules, on: date
) -> Compared:
    if not listing.people:
        raise UnableToCompare(_EMPTY, cite="art-12")
    if rules.is_whole and listing.set_aside:
        raise UnableToCompare(
            Text(
                f"名单有{listing.set_aside}行读不出。不在名单上的人会被问到，"
                "所以要先把这些行改正。",
                f"{listing.set_aside} rows cannot be read. Who is not on this list is "
                "asked about, so correct those rows first.",
            ),
            cite="art-12",
        )
    if paper.dated_on > on:
        raise UnableToCompare(
            Text(
                f"名单日期{paper.dated_on}晚于今天{on}。",
                f"The list is dated {paper.dated_on}, after today, {on}.",
            ),
            cite="art-12",
        )
    return matching.compare(listing, rules, year=paper.dated_on.year)


def _refuse_paper(paper: ListPaper, on: date) -> None:
    refuse_other_day(on, UnableToCompare)
    number = paper.document_number
    if not number or len(number) > LONGEST_NUMBER:
        raise UnableToCompare(
            Text(
                "请写明名单的文号，不超过60字。",
                "Give the number of the paper, of at most 60 characters.",
            ),
            cite="art-12",
        )
    if queries.has_list(paper.kind, number):
        raise UnableToCompare(
            Text(
                f"文号{number}的名单已经比对过。如是另一份，请写它自己的文号。",
                f"The list {number} has been compared. If this is another, give its "
                "own number.",
            ),
            cite="art-12",
        )


def _refuse_answer(
    standing: Standing,
    text: str,
    evidence: str,
    verdict: Verdict,
    actor: Actor,
    on: date,
) -> None:
    refuse_other_day(on, UnableToCompare)
    if not standing.is_open:
        last = standing.answers[-1]
        name = last.answered_by.person.name
        raise UnableToCompare(
            Text(
                f"{name}已于{last.entered_on}核清这个疑点。",
                f"{name} cleared this question on {last.entered_on}.",
            ),
            cite="art-12",
        )
    if not text.strip() or len(text) > LONGEST_TEXT:
        raise UnableToCompare(
            Text(
                "请写明核实的情况，不超过400字。",
                "Say what was found out, in at most 400 characters.",
            ),
            cite="art-12",
        )
    too_long = len(evidence) > LONGEST_EVIDENCE
    if (verdict.clears and not evidence.strip()) or too_long:
        raise UnableToCompare(
            Text(
                "核清疑点要有依据：写明材料名称或文号，或者上传照片、文件。",
                "Clearing a question needs grounds: name the paper, or upload a photo "
                "or file.",
            ),
            cite="art-12",
        )
    refuse_not_kept(references_in(evidence), UnableToCompare, cite="art-12")
    if queries.brought_by(standing.question) == actor.person_id:
        raise UnableToCompare(
            Text(
                "名单是您报送的，疑点须由另一人核实。",
                "You brought the list; somebody else clears its questions.",
            ),
            cite="art-12",
        )


def _record_asked(
    brought: RowRef,
    asked: list[writing.Asked],
    rules: ListRules,
    actor: Actor,
    on: date,
) -> None:
    by_household: dict[tuple[int, str], list[RowRef]] = {}
    for one in asked:
        key = (one.household_id, one.village_code)
        by_household.setdefault(key, []).append(one.row)
    said = {"list": rules.id, "department": rules.department}
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"department_list:{brought.id}",
                act="survey.comparison.brought",
                division_code=actor.division_code,
                body={**said, "asked": len(asked)},
                rows=[brought],
            ),
            *(
                audit.Entry(
                    stream=f"household:{household_id}",
                    act="survey.comparison.asked",
                    division_code=village,
                    body=said,
                    rows=rows,
                )
                for (household_id, village), rows in by_household.items()
            ),
        ],
    )


def _record_answered(
    standing: Standing,
    household: HouseholdRow,
    rows: list[RowRef],
    verdict: Verdict,
    actor: Actor,
    on: date,
) -> None:
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"household:{household.id}",
                act="survey.comparison.answered",
                division_code=household.village_id,
                body={
                    "list": standing.question.kind,
                    "department": standing.question.department,
                    "verdict": verdict.value,
                },
                rows=rows,
            )
        ],
    )


_NO_LISTS = Text(
    "生效的政策包没有规定部门比对的名单。",
    "The pack in force names no lists that departments compare.",
)
_NO_SUCH_LIST = Text(
    "没有这种名单。请从列出的名单中选一种。",
    "There is no such list. Choose one of those named.",
)
_NO_QUESTION = Text("您辖区内没有这个疑点。", "There is no such question in your area.")
_EMPTY = Text(
    "名单里没有一个能读出的人，没有比对。请按说明改正后再传。",
    "The list names nobody who can be read, and nothing was compared. Correct it as "
    "told, then send it again.",
)
