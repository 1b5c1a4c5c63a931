"""Gathers what came in after the act before, for all households of a sheet at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tuopin.notice.about import ObjectionNamed, objections_among
from tuopin.office.audit.queries import TimelineEvent, events_since
from tuopin.office.documents.domain import paper_in, references_in
from tuopin.office.documents.queries import uses_on
from tuopin.office.policy.queries import pack_of
from tuopin.procedure.domain import ANSWERED
from tuopin.procedure.queries import latest_acts, procedure_of
from tuopin.register.queries import MemberRow, members_since
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.names_read import MEMBERS
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit
from tuopin.standards.queries import judge_visits, latest_assessments
from tuopin.survey.queries import visits_of
from tuopin.web.changes.differences import (
    Changes,
    FactChange,
    PaperAdded,
    Raised,
    Turned,
    changed_answers,
    changed_members,
    turned,
)
from tuopin.web.document_page import BESIDE_ACTS
from tuopin.web.timeline import ABOUT_ONE, TITLES

if TYPE_CHECKING:
    from tuopin.office.documents.models import DocumentUse
    from tuopin.procedure.models import ActRecord, ExitCase
    from tuopin.survey.models import SurveyVisit

HOLDS = ("procedure.case.held", "procedure.case.released")
FILES_OF = {
    "notice.objection.received": "statement",
    "notice.objection.upheld": "answer",
    "notice.objection.dismissed": "answer",
    "notice.second_review.asked": "second_statement",
    "notice.second_review.upheld": "second_answer",
    "notice.second_review.dismissed": "second_answer",
}
"""With which event which files of an objection came in."""


@dataclass(frozen=True)
class _Known:
    """What was read for all cases at once."""

    packs: Mapping[int, PolicyPack]
    latest: Mapping[int, ActRecord]
    visits: Mapping[int, Sequence[SurveyVisit]]
    members: Mapping[int, Sequence[MemberRow]]
    objections: Mapping[str, ObjectionNamed]
    events: Sequence[TimelineEvent]
    files: Mapping[str, Sequence[DocumentUse]]


def changes_in(found: Sequence[ExitCase]) -> dict[int, Changes]:
    """Return what changed in households' cases since the act before, by the case.

    However many they are, the database is asked as often. A case without an act is
    left out.
    """
    cases = [one for one in found if one.household_id is not None]
    latest = latest_acts(one.id for one in cases)
    cases = [one for one in cases if one.id in latest]
    if not cases:
        return {}
    known = _known(cases, latest)
    facts = {one.id: tuple(_facts(one, known)) for one in cases}
    findings = _findings([one for one in cases if facts[one.id]], known)
    made = {}
    for one in cases:
        act = latest[one.id]
        made[one.id] = Changes(
            rule=procedure_of(known.packs[one.pack_id]).acts[act.act],
            verdict_id=act.verdict,
            person_name=act.person.name,
            done_on=act.done_on,
            facts=facts[one.id],
            questions=tuple(_questions(one, known)),
            findings=findings.get(one.id, ()),
            papers=tuple(_papers(one, known)),
        )
    return made


def _known(cases: Sequence[ExitCase], latest: Mapping[int, ActRecord]) -> _Known:
    households = [one.household_id for one in cases if one.household_id]
    visits: dict[int, list[SurveyVisit]] = {}
    for year in sorted({one.year for one in cases}):
        for visit in visits_of(households, year=year):
            visits.setdefault(visit.household_id, []).append(visit)
    first_day = min(act.entered_on for act in latest.values())
    objections = objections_among([one.id for one in cases])
    moments = {f"case:{case_id}": act.recorded_at for case_id, act in latest.items()}
    for named in objections:
        stream = f"notice:{named.notice_id}"
        moment = latest[named.case_id].recorded_at
        moments[stream] = min(moment, moments.get(stream, moment))
    return _Known(
        packs={pack_id: pack_of(pack_id) for pack_id in {one.pack_id for one in cases}},
        latest=latest,
        visits=visits,
        members=members_since(households, first_day),
        objections={one.receipt_code: one for one in objections},
        events=events_since(moments),
        files=uses_on(f"objection:{one.id}" for one in objections),
    )


def _since(case: ExitCase, known: _Known) -> list[SurveyVisit]:
    moment = known.latest[case.id].recorded_at
    visits = known.visits.get(case.household_id or 0, ())
    return [one for one in visits if one.recorded_at > moment]


def _facts(case: ExitCase, known: _Known) -> Iterator[FactChange]:
    sheet = known.packs[case.pack_id].facts[Unit.HOUSEHOLD]
    act = known.latest[case.id]
    later = _since(case, known)
    before = [one for one in known.visits.get(case.household_id or 0, ())
              if one not in later]  # fmt: skip
    was = before[-1].answers if before else {}
    for visit in later:
        source = Text(*[f"{visit.organization} {visit.surveyor}"] * 2)
        yield from changed_answers(
            sheet, was, visit.answers, source=source, day=visit.surveyed_on
        )
    if MEMBERS in sheet.facts:
        rows = known.members.get(case.household_id or 0, ())
        yield from changed_members(sheet.facts[MEMBERS], rows, since=act.entered_on)


def _findings(
    cases: Sequence[ExitCase], known: _Known
) -> dict[int, tuple[Turned, ...]]:
    """Judge the changed households by the facts as they are, beside what was found."""
    assessed = latest_assessments([one.household_id or 0 for one in cases])
    by_pack: dict[tuple[int, int], list[ExitCase]] = {}
    for one in cases:
        if one.household_id in assessed:
            by_pack.setdefault((one.pack_id, one.year), []).append(one)
    found: dict[int, tuple[Turned, ...]] = {}
    for (pack_id, year), among in by_pack.items():
        pack = known.packs[pack_id]
        case_of = {one.household_id: one.id for one in among}
        pairs = [(one.household_id or 0, _latest_visit(one, known)) for one in among]
        for judged in judge_visits(pairs, pack=pack, year=year):
            was = {
                finding.criterion: Outcome(finding.outcome)
                for finding in assessed[judged.household_id or 0].findings.all()
            }
            now = [
                (one.criterion, one.outcome, str(one.cite)) for one in judged.findings
            ]
            found[case_of[judged.household_id]] = tuple(turned(_titles(pack), was, now))
    return found


def _titles(pack: PolicyPack) -> dict[str, Text]:
    criteria = pack.standards[Unit.HOUSEHOLD]
    return {name: criterion.title for name, criterion in criteria.items()}


def _latest_visit(case: ExitCase, known: _Known) -> int | None:
    visits = known.visits.get(case.household_id or 0, ())
    return visits[-1].id if visits else None


def _events(case: ExitCase, known: _Known) -> Iterator[TimelineEvent]:
    """Yield what was raised and answered in a case since its latest act."""
    moment = known.latest[case.id].recorded_at
    for event in known.events:
        is_own = event.act in HOLDS and event.stream == f"case:{case.id}"
        # The hold of an objection comes and goes with it.
        if is_own and event.body.get("cause") not in ANSWERED:
            yield event
        if event.act.startswith(ABOUT_ONE) and event.recorded_at > moment:
            named = known.objections.get(str(event.body.get("receipt")))
            if named is not None and named.case_id == case.id:
                yield event


def _questions(case: ExitCase, known: _Known) -> Iterator[Raised]:
    for event in _events(case, known):
        title = TITLES.get(event.act, Text(event.act, event.act))
        yield Raised(title, event.happened_on, event.person_name)


def _papers(case: ExitCase, known: _Known) -> Iterator[PaperAdded]:
    survey = procedure_of(known.packs[case.pack_id]).acts.get("survey")
    titles = {paper.id: paper.title for paper in survey.evidence} if survey else {}
    for visit in _since(case, known):
        for paper, text in visit.evidence.items():
            files = tuple(one.number for one in references_in(text))
            title = titles.get(paper, Text(paper, paper))
            yield PaperAdded(title, paper_in(text), files, visit.surveyed_on)
    for event in _events(case, known):
        named = known.objections.get(str(event.body.get("receipt")))
        role = FILES_OF.get(event.act)
        uses = known.files.get(f"objection:{named.id}", ()) if named else ()
        came = tuple(use.document_id for use in uses if use.evidence == role)
        if role and came:
            yield PaperAdded(BESIDE_ACTS[role], "", came, event.happened_on)
