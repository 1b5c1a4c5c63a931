"""The papers of a village's own exit, as a set keeps them (art. 7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tuopin.office.divisions.domain import covers
from tuopin.office.policy.queries import pack_of
from tuopin.procedure import queries as cases
from tuopin.procedure.recorded import RecordedAct, recorded_acts
from tuopin.rulebook.facts import FactSheet
from tuopin.rulebook.procedure import Procedure
from tuopin.rulebook.units import Unit
from tuopin.survey import queries as surveys
from tuopin.web.archive.lists import listing
from tuopin.web.archive.papers import Data
from tuopin.web.papers.forms import dated

if TYPE_CHECKING:
    from datetime import date

    from tuopin.survey.models import DepartmentReturn


def village_exits(place: str, *, year: int) -> Iterator[tuple[date, Data]]:
    """Yield what is on record of each village's exit in a place, by its latest act."""
    for case in cases.of_villages(year):
        if not covers(place, case.village_id):
            continue
        pack = pack_of(case.pack_id)
        procedure = cases.procedure_of(pack, Unit.VILLAGE)
        found = recorded_acts([case.id], carried_over=procedure.carried_over)
        acts = found.get(case.id, [])
        returns = surveys.latest_returns([case.village_id], year=year)
        standing = returns.get((case.village_id, case.round), {})
        last = max((act.done_on for act in acts), default=case.opened_on)
        yield (
            last,
            listing(
                f"{case.village.name}{year}年度贫困村退出材料",
                facts=[
                    ("村", f"{case.village.name} {case.village_id}"),
                    ("轮次", f"第{case.round}轮"),
                    *_reported(standing, pack.facts[Unit.VILLAGE]),
                ],
                columns={
                    "序号": 0,
                    "环节": 2,
                    "结论": 1,
                    "日期": 0,
                    "经办": 1,
                    "材料": 3,
                },
                rows=[_line(at, one, procedure) for at, one in enumerate(acts, 1)],
                day=dated(last),
            ),
        )


def _reported(
    standing: Mapping[str, DepartmentReturn], sheet: FactSheet
) -> Iterator[tuple[str, str]]:
    """Yield each department's figures, who reported them, what was found on site."""
    for department, one in standing.items():
        figures = "、".join(
            f"{sheet.title_of(name).zh}{sheet.facts[name].word_for(figure).zh}"
            for name, figure in one.figures.items()
        )
        said = f"{figures}；{one.recorded_by.person.name}{one.returned_on}报送"
        said += "".join(f"，{paper}" for paper in one.evidence.values())
        if hasattr(one, "examination"):
            found = one.examination
            word = "属实" if found.is_confirmed else f"不属实：{found.note}"
            said += f"；{found.examiners}{found.examined_on}入村核查，{word}"
            said += "".join(f"，{paper}" for paper in found.evidence.values())
        yield department, said


def _line(at: int, act: RecordedAct, procedure: Procedure) -> list[str]:
    rule = procedure.acts[act.act]
    return [
        str(at),
        rule.title.zh,
        rule.verdict(act.verdict).title.zh,
        act.done_on.isoformat(),
        act.person_name,
        "；".join(act.evidence.values()) or act.note,
    ]
