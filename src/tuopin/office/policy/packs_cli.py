"""What the command line says of a pack: its check, its coverage, its periods.

Results go to standard output and reasons to standard error, Chinese first.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from tuopin.office.policy.coverage import coverage_page, read_sources
from tuopin.office.policy.law import law_page
from tuopin.office.policy.picture import picture_of
from tuopin.office.policy.questionnaires import workbook_of, xform_faults, xform_of
from tuopin.office.policy.reader import GENERATED, read_files, read_pack
from tuopin.rulebook import periods
from tuopin.rulebook.calendar import BeyondCalendar
from tuopin.rulebook.cases import PackCases, disagreements
from tuopin.rulebook.coherence import coherence_faults
from tuopin.rulebook.coherence.fives import fives_faults
from tuopin.rulebook.faults import Fault, Faults, PackFault
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.parsing.cases import parse_cases
from tuopin.rulebook.parsing.packs import QUESTIONNAIRE_FILE
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit

DONE, REFUSED, WRONG_USAGE = 0, 1, 2

# Where the pages of the law stand, under the folder that holds `packs`.
LAW = Path("docs/law")


def read_checked(path: Path) -> tuple[PolicyPack, PackCases]:
    """Read a pack and run its cases; raises PackFault with everything found."""
    pack = read_pack(path)
    faults = Faults()
    files = read_files(path, faults)
    cases = parse_cases(files, pack, faults)
    faults.raise_any()
    found = [*coherence_faults(pack, files), *fives_faults(pack, cases)]
    if not found and pack.questionnaire is not None:
        found = xform_faults(pack.questionnaire, QUESTIONNAIRE_FILE)
    if not found:
        found = list(disagreements(pack, cases))
    if found:
        raise PackFault(found)
    return pack, cases


def check(path: Path) -> int:
    """Check a pack whole: form, citations, references and cases."""
    if not path.is_dir():
        return _no_pack(path)
    try:
        pack, cases = read_checked(path)
    except PackFault as refusal:
        _tell_faults(refusal.faults)
        return REFUSED
    criteria = sum(len(pack.criteria(unit)) for unit in Unit)
    acts = sum(len(procedure.acts) for procedure in pack.procedures.values())
    _say(
        Text(
            f"{pack.title.zh}：{len(pack.articles)}条、{criteria}项标准、{acts}个环节、"
            f"{len(pack.interpretations)}条释义、{len(cases)}个案例，全部相符。",
            f"{pack.title.en}: {len(pack.articles)} articles, {criteria} criteria, "
            f"{acts} acts, {len(pack.interpretations)} interpretations, "
            f"{len(cases)} cases; everything agrees.",
        )
    )
    print(f"{pack.id} {pack.version}")
    return DONE


def questionnaire(path: Path, out: Path) -> int:
    """Write what is asked on a visit as an XLSForm workbook or as an XForm."""
    if not path.is_dir():
        return _no_pack(path)
    if out.suffix not in (".xlsx", ".xml"):
        _refuse(Text("请写成 .xlsx 或 .xml 文件。", "Name a file in .xlsx or .xml."))
        return WRONG_USAGE
    try:
        pack, _ = read_checked(path)
    except PackFault as refusal:
        _tell_faults(refusal.faults)
        return REFUSED
    form = pack.questionnaire
    if form is None:
        return _refuse(
            Text(
                f"政策包没有问卷（{QUESTIONNAIRE_FILE}）。",
                f"The pack has no questionnaire ({QUESTIONNAIRE_FILE}).",
            )
        )
    if out.suffix == ".xlsx":
        out.write_bytes(workbook_of(form))
    else:
        out.write_text(xform_of(form), encoding="utf-8")
    count = sum(one.type.is_asked for one in form.questions.values())
    _say(
        Text(
            f"{form.title.zh} {form.version}：{len(form.sections)}节、{count}题，"
            f"已写入{out}。",
            f"{form.title.en} {form.version}: {len(form.sections)} sections, {count} "
            f"questions, written to {out}.",
        )
    )
    return DONE


def coverage(path: Path, write: bool) -> int:
    """Print which rule is carried out where, or write it beside the pack.

    With `write`, the page of the law under `docs/` and the pictures of its procedures
    are written too. Without it, whatever is out of date is refused.
    """
    if not path.is_dir():
        return _no_pack(path)
    try:
        pack = read_pack(path)
    except PackFault as refusal:
        _tell_faults(refusal.faults)
        return REFUSED
    root = path.resolve().parent.parent
    page = coverage_page(pack, read_sources(root))
    pages = {path / GENERATED: page}
    if (root / LAW).is_dir():
        pages[root / LAW / f"{pack.id}.md"] = law_page(pack)
        for procedure in pack.procedures.values():
            name = f"procedure-{pack.id}-{procedure.id}.svg"
            pages[root / LAW / name] = picture_of(procedure)
    if write:
        for file, text in pages.items():
            file.write_text(text, encoding="utf-8")
            print(file)
        return DONE
    print(page, end="")
    stale = [str(file) for file, text in pages.items() if not _is_current(file, text)]
    return _refuse_stale(stale, path.name) if stale else DONE


def _is_current(file: Path, text: str) -> bool:
    return file.is_file() and file.read_text(encoding="utf-8") == text


def _refuse_stale(stale: list[str], pack: str) -> int:
    command = f"./tuopin pack coverage {pack}"
    return _refuse(
        Text(
            f"{'、'.join(stale)}与规则、代码、测试不符。请运行：{command}",
            f"{', '.join(stale)}: out of date with rules, code and tests. "
            f"Run: {command}",
        )
    )


def period(posted_on: str, *, days: int | None, path: Path) -> int:
    """Print, as JSON, the last day of a notice and the day the next act opens.

    Counts as the pack counts its first publicity; `days` asks for another length.
    """
    try:
        posted = date.fromisoformat(posted_on)
    except ValueError:
        wrong = Text(f"“{posted_on}”不是日期", f"{posted_on!r} is no date")
        right = Text("请写成 2000-01-31", "Write it as 2000-01-31")
        _refuse(Text(f"{wrong.zh}。{right.zh}。", f"{wrong.en}. {right.en}."))
        return WRONG_USAGE
    try:
        pack = read_pack(path)
        counted = _counted(pack, posted, days)
    except PackFault as refusal:
        _tell_faults(refusal.faults)
        return REFUSED
    except BeyondCalendar as beyond:
        return _refuse(beyond.message)
    found = {
        "posted_on": counted.posted_on.isoformat(),
        "last_day": counted.last_day.isoformat(),
        "opens_on": counted.opens_on.isoformat(),
    }
    print(json.dumps(found))
    return DONE


def _counted(pack: PolicyPack, posted: date, days: int | None) -> periods.Period:
    publicities = [
        publicity
        for procedure in pack.procedures.values()
        if procedure.unit is Unit.HOUSEHOLD
        for publicity in procedure.publicities.values()
    ]
    rule = publicities[0]
    return periods.period(
        posted,
        days=rule.days if days is None else days,
        day_unit=rule.day_unit,
        rollover=rule.rollover,
        calendar=pack.calendar,
    )


def _no_pack(path: Path) -> int:
    return _refuse(
        Text(
            f"没有政策包“{path}”。请给出 packs 目录下的名称或一个目录。",
            f"There is no pack {path}. Give the name of one in packs/, or a path.",
        )
    )


def _tell_faults(faults: Iterable[Fault]) -> None:
    for fault in faults:
        _refuse(fault.message)


def _refuse(message: Text) -> int:
    print(message.zh, message.en, sep="\n", file=sys.stderr)
    return REFUSED


def _say(message: Text) -> None:
    print(message.zh, message.en, sep="\n")
