"""A household's volume in a set (一户一卷): its sheets, its list, its events."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tuopin.filing.archive.bags import EVENTS, ORIGINALS, VOLUME
from tuopin.filing.archive.contents import FILE, ORIGINAL, PAPER
from tuopin.filing.archive.kept import Kept
from tuopin.office.audit.chains import chains
from tuopin.office.audit.domain import GENESIS
from tuopin.office.divisions.domain import township_of
from tuopin.office.divisions.queries import unit_named
from tuopin.office.documents.domain import MediaType, paper_in, references_in
from tuopin.office.documents.models import Document
from tuopin.office.documents.queries import documents_by_number
from tuopin.procedure import queries as cases
from tuopin.procedure.recorded import (
    Counted,
    RecordedAct,
    Signed,
    counted,
    recorded_acts,
    signed,
)
from tuopin.procedure.state import CaseState
from tuopin.register import queries as register
from tuopin.rulebook.archive import SetRules
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.procedure import ActRule
from tuopin.standards.queries import assessments_by_id
from tuopin.web.archive.papers import Data, Papers, Print
from tuopin.web.papers.forms import FORMS, dated, findings_of, written

Line = dict[str, Any]
"""A line of a volume's list, as a machine reads it."""
MANNERS = {"signature": "签字", "fingerprint": "按手印", "proxy": "代签"}
SAYS = "本页据县级系统的操作留痕编制，签字原件为纸质，存放处见卷内目录。"


@dataclass(frozen=True)
class _Behind:
    """What the record holds about the households of one village."""

    signed: Mapping[int, Signed]
    votes: Mapping[int, Counted]
    findings: Mapping[int, list[Data]]
    events: Mapping[str, list[dict[str, str]]]
    rows: Mapping[int, register.RosterRow]
    documents: Mapping[int, Document]
    place: str
    holder: str


def volumes_of(
    kept: Sequence[Kept], rules: SetRules, *, holder: str
) -> Iterator[Papers]:
    """Yield the volumes of one village's households, as the set of a level has them.

    `holder` is who keeps the set.
    """
    case_ids = [one.case_id for one in kept]
    found = {state.case_id: (state, pack) for state, pack in cases.states(case_ids)}
    acts = _acts(found)
    behind = _behind(found, acts, holder, kept[0].village_code)
    for one in kept:
        state, pack = found[one.case_id]
        yield _volume(one, state, pack, rules, acts[one.case_id], behind)


def _acts(
    found: Mapping[int, tuple[CaseState, PolicyPack]],
) -> dict[int, list[RecordedAct]]:
    """Return the acts of each case, in the order of its pack."""
    acts: dict[int, list[RecordedAct]] = {}
    for pack in {id(pack): pack for _, pack in found.values()}.values():
        procedure = cases.procedure_of(pack)
        order = list(procedure.acts)
        mine = [case_id for case_id, (_, of) in found.items() if of is pack]
        recorded = recorded_acts(mine, carried_over=procedure.carried_over)
        for case_id, done in recorded.items():
            last = {one.act: one for one in done}
            acts[case_id] = sorted(last.values(), key=lambda one: order.index(one.act))
    return acts


def _behind(
    found: Mapping[int, tuple[CaseState, PolicyPack]],
    acts: Mapping[int, Sequence[RecordedAct]],
    holder: str,
    village_code: str,
) -> _Behind:
    assessments = assessments_by_id(
        [state.assessment_id for state, _ in found.values() if state.assessment_id]
    )
    township = unit_named(township_of(village_code))
    return _Behind(
        signed=signed(list(acts)),
        votes=counted(list(acts)),
        findings={
            case_id: findings_of(assessments[state.assessment_id], pack)
            for case_id, (state, pack) in found.items()
            if state.assessment_id
        },
        events=chains([f"case:{case_id}" for case_id in found]),
        rows=register.roster_by_household(
            [state.household_id for state, _ in found.values() if state.household_id]
        ),
        documents=documents_by_number(
            one.number
            for done in acts.values()
            for act in done
            for text in act.evidence.values()
            for one in references_in(text)
        ),
        place=f"{township.short_name}{unit_named(village_code).short_name}",
        holder=holder,
    )


def _volume(
    kept: Kept,
    state: CaseState,
    pack: PolicyPack,
    rules: SetRules,
    acts: Sequence[RecordedAct],
    behind: _Behind,
) -> Papers:
    lines = list(_lines(acts, pack, rules, behind))
    events = behind.events[f"case:{kept.case_id}"]
    says: Data = {
        "title": "贫困户退出档案",
        "dated": dated(kept.archived_on),
        "says": SAYS,
        "household": _household(kept, state, behind),
        "cover": _cover(kept, state, pack, rules, behind.holder),
        "lines": [
            {**line, "reference": line.get("reference", "本卷")} for line in lines
        ],
        "sheets": [
            _sheet(acts[at], pack, kept.case_id, behind)
            | {"line": line, "scans": _scans(acts[at].act, lines)}
            for at, line in _sheets(acts, lines)
        ],
    }
    return Papers(
        folder=f"households/{kept.household_number}",
        prints=(Print(VOLUME, "volume", says),),
        texts={EVENTS: "".join(_event_line(event) for event in events)},
        metadata={
            "archive_number": kept.archive_number,
            "household_number": kept.household_number,
            "case": kept.case_id,
            "year": state.year,
            "level": rules.level.value,
            "class_code": rules.class_code,
            "retention": {
                "code": rules.household_retention.code,
                "title": rules.household_retention.title.zh,
            },
            "archived_on": kept.archived_on.isoformat(),
            "archived_by": {
                "name": kept.archived_by,
                "position": kept.position.value,
                "title": kept.position.label.zh,
            },
            "pack": {"id": pack.id, "version": pack.version},
            "events": {
                "stream": f"case:{kept.case_id}",
                "count": len(events),
                "head": events[-1]["hash"] if events else GENESIS.hex(),
            },
            "catalogue": lines,
        },
        originals={
            one["file"]: one["sha256"]
            for line in lines
            for one in line.get("originals", ())
        },
    )


def _sheets(
    acts: Sequence[RecordedAct], lines: Sequence[Line]
) -> Iterator[tuple[int, str]]:
    """Yield which acts have a sheet, and the line of the list that each has."""
    numbers = {line["act"]: str(line["line"]) for line in lines if line["sheet"]}
    for at, act in enumerate(acts):
        if act.act in numbers:
            yield at, numbers[act.act]


def _scans(act: str, lines: Sequence[Line]) -> list[Line]:
    """Return the kept files of an act that are pages, each with its line."""
    return [
        {
            "line": str(line["line"]),
            "title": line["title"],
            "files": [
                {"file": one["file"], "media_type": one["media_type"]}
                for one in line["originals"]
            ],
        }
        for line in lines
        if line["act"] == act and line.get("originals")
    ]


def _event_line(event: Mapping[str, str]) -> str:
    written_out = json.dumps(
        event, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return f"{written_out}\n"


def _household(kept: Kept, state: CaseState, behind: _Behind) -> Data:
    assert state.household_id is not None
    row = behind.rows.get(state.household_id)
    return {
        "number": kept.household_number,
        "head_name": kept.head_name,
        # A household that has left the register since has no details in force.
        "persons": row.member_count if row else "",
        "group": row.group if row else "",
        "place": behind.place,
        "year": state.year,
    }


def _cover(
    kept: Kept, state: CaseState, pack: PolicyPack, rules: SetRules, holder: str
) -> list[tuple[str, str]]:
    return [
        ("立卷单位", holder),
        ("档号", kept.archive_number),
        ("类目", f"{rules.class_code} {rules.class_title.zh}"),
        ("退出年度", f"{state.year}年"),
        ("保管期限", rules.household_retention.title.zh),
        ("归档人", f"{kept.archived_by}（{kept.position.label.zh}）"),
        ("归档日期", written(kept.archived_on)),
        ("办理依据", f"{pack.title.zh}（版本 {pack.version[:12]}）"),
    ]


def _lines(
    acts: Sequence[RecordedAct], pack: PolicyPack, rules: SetRules, behind: _Behind
) -> Iterator[Line]:
    """Yield the list of what is in the volume: its sheets, what is on paper, originals.

    A level keeps the papers of the acts that its set shows.
    """
    procedure = cases.procedure_of(pack)
    at = 0
    for act in acts:
        if act.act not in rules.household_acts:
            continue
        rule = procedure.acts[act.act]
        said: Line = {
            "responsible": act.person_name,
            "date": act.done_on.isoformat(),
            "act": act.act,
        }
        at += 1
        where = {"kept_as": FILE, "file": VOLUME, "sheet": act.act}
        yield {"line": at, "title": _title(rule), **said, **where}
        for paper in rule.evidence:
            proof = act.evidence.get(paper.id, "").strip()
            if proof:
                at += 1
                where = {**_where(proof, behind.documents), "sheet": ""}
                yield {"line": at, "title": paper.title.zh, **said, **where}


def _where(proof: str, documents: Mapping[int, Document]) -> Line:
    """Say where a proof is kept: on paper, in files that go with the set, or both."""
    paper, files = paper_in(proof), references_in(proof)
    if not files:
        return {"kept_as": PAPER, "reference": paper}
    return {
        "kept_as": PAPER if paper else ORIGINAL,
        "reference": _told(proof),
        "originals": [
            {
                "document": one.number,
                "file": f"{ORIGINALS}/{one.digest}.{_suffix(documents[one.number])}",
                "media_type": documents[one.number].media_type,
                "sha256": one.digest,
            }
            for one in files
        ],
    }


def _suffix(document: Document) -> str:
    return MediaType(document.media_type).suffix


def _told(proof: str) -> str:
    """Return a proof as a reader looks for it: paper by its place, files by number."""
    files = [f"电子附件{one.number}" for one in references_in(proof)]
    return "、".join([text for text in (paper_in(proof),) if text] + files)


def _title(rule: ActRule) -> str:
    return FORMS[rule.id].title if rule.id in FORMS else f"{rule.title.zh}记录"


def _sheet(act: RecordedAct, pack: PolicyPack, case_id: int, behind: _Behind) -> Data:
    rule = cases.procedure_of(pack).acts[act.act]
    facts = [
        ("结论", rule.verdict(act.verdict).title.zh),
        ("经办人", f"{act.person_name}（{act.position.label.zh}）"),
        ("办理日期", _dates(act.done_on, act.entered_on)),
        *_particulars(act, case_id, behind),
        *(
            (paper.title.zh, _told(act.evidence[paper.id]))
            for paper in rule.evidence
            if act.evidence.get(paper.id, "").strip()
        ),
    ]
    if act.note:
        facts.append(("说明", act.note))
    return {
        "title": _title(rule),
        "facts": facts,
        "findings": behind.findings.get(case_id, []) if act.act == ASSESSMENT else [],
        "cite": f"依据：{rule.cite.label.zh}",
    }


ASSESSMENT, APPRAISAL, ANSWER = "assess", "appraise", "acknowledge"


def _dates(done_on: date, entered_on: date) -> str:
    late = "" if entered_on == done_on else f"（{written(entered_on)}录入）"
    return f"{written(done_on)}{late}"


def _particulars(
    act: RecordedAct, case_id: int, behind: _Behind
) -> Iterator[tuple[str, str]]:
    """Yield what only this act's record says: votes, who signed."""
    vote, answer = behind.votes.get(case_id), behind.signed.get(case_id)
    if act.act == APPRAISAL and vote is not None:
        yield (
            "表决",
            f"同意{vote.agree}票，不同意{vote.against}票，弃权{vote.abstain}票，"
            f"回避{vote.recused}人",
        )
    if act.act == ANSWER and answer is not None:
        yield "签认人", f"{answer.signer}（与户主关系：{answer.relation or '未填'}）"
        yield "签认方式", MANNERS.get(answer.manner, answer.manner or "未填")
        if answer.witness:
            yield "见证人", answer.witness
