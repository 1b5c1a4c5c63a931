"""What `tuopin register` prints; who acts, and on which day, is told by the caller.

What was done goes to standard output, what is wrong to standard error, Chinese first.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.divisions.queries import villages_of
from tuopin.register import exporting, operations
from tuopin.register.domain import mask_bank_account, mask_id_number, mask_phone
from tuopin.register.operations import ImportResult
from tuopin.register.workbook import (
    Fault,
    RawWorkbook,
    RegisterWorkbook,
    Severity,
    UnreadableWorkbook,
    read_workbook,
    sift_workbook,
)
from tuopin.register.workbook.cells import Value
from tuopin.register.workbook.columns import Column
from tuopin.register.workbook.corrections import write_corrections
from tuopin.register.workbook.entries import SurveyEntry
from tuopin.rulebook.text import Text

DONE, REFUSED = 0, 1
MOST_PRINTED = 20
MASKS: dict[str, Callable[[str], str]] = {
    "证件号码": mask_id_number,
    "联系电话": mask_phone,
    "银行账号": mask_bank_account,
}

RecordSurveys = Callable[[Sequence[SurveyEntry]], Text]
"""Records the visits of a workbook, which a later stage keeps; says what came of it."""


def import_register(
    path: Path,
    *,
    actor: Actor,
    on: date,
    is_trial: bool = False,
    report: Path | None = None,
    record_surveys: RecordSurveys | None = None,
    asked: tuple[Column, ...] = (),
) -> int:
    """Import a workbook, or say what an import would do; 1 when nothing can be used.

    `report` is where the workbook goes back with its remarks; `asked` are the survey
    columns of the pack in force. Households set aside do not keep the others out.
    """
    villages = villages_of(actor.division_code)
    try:
        raw = read_workbook(path)
        workbook = sift_workbook(raw, villages=villages, asked=asked)
        result = _taken(workbook, path, actor=actor, on=on, is_trial=is_trial)
    except UnreadableWorkbook as unreadable:
        return _refuse(unreadable.message)
    except Refusal as refusal:
        return _refuse(refusal.text)
    _print_faults(result.faults)
    is_reported = report is None or _write_report(report, raw, result)
    if not workbook.households:
        return _refuse(NOTHING_USABLE)
    _say(TRIAL if is_trial else IMPORTED)
    _say(result.message)
    if record_surveys is not None and not is_trial:
        _say(record_surveys(_usable(workbook, result)))
    return DONE if is_reported else REFUSED


NOTHING_USABLE = Text(
    "表中没有一户可以导入，登记册未作改动。请按上面的说明改正后再导入。",
    "The workbook holds no household that can be imported, and nothing was changed. "
    "Correct what is named above, then import it again.",
)
TRIAL = Text(
    "试导入：以下改动尚未写入登记册。", "Trial: nothing of this was written yet."
)
IMPORTED = Text("已导入登记册（第二条）。", "Imported into the register (art. 2).")


def export_register(
    path: Path,
    *,
    actor: Actor,
    on: date,
    surveys: Iterable[Sequence[Value]] = (),
) -> int:
    """Write the actor's part of the register to a workbook."""
    try:
        count = exporting.export_register(
            path=path, actor=actor, on=on, surveys=surveys
        )
    except Refusal as refusal:
        return _refuse(refusal.text)
    except OSError:
        return _refuse(_unwritable(path))
    _say(Text(f"已导出{count}户到{path}。", f"Exported {count} households to {path}."))
    return DONE


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, or of the files in a folder in order of names."""
    whole = hashlib.sha256()
    for one in sorted(path.iterdir()) if path.is_dir() else [path]:
        if one.is_file():
            whole.update(one.read_bytes())
    return whole.hexdigest()


def _taken(
    workbook: RegisterWorkbook, path: Path, *, actor: Actor, on: date, is_trial: bool
) -> ImportResult:
    if is_trial:
        return operations.preview_import(workbook=workbook, actor=actor)
    return operations.import_register(
        workbook=workbook,
        file_name=path.name,
        sha256=digest_of(path),
        actor=actor,
        on=on,
    )


def _usable(workbook: RegisterWorkbook, result: ImportResult) -> list[SurveyEntry]:
    """Return the surveys of households that were not set aside while importing."""
    left_out = set(result.set_aside)
    return [one for one in workbook.surveys if one.household_number not in left_out]


def _write_report(report: Path, raw: RawWorkbook, result: ImportResult) -> bool:
    try:
        write_corrections(report, raw, result.faults)
    except OSError:
        _refuse(_unwritable(report))
        return False
    _say(
        Text(
            f"带核对说明的表已写到{report}：红色单元格须改，改后可直接再次导入。",
            f"The workbook with remarks is in {report}: correct what is red, then "
            "import that file.",
        )
    )
    return True


def _unwritable(path: Path) -> Text:
    return Text(
        f"无法写入{path}。请关闭已打开的同名文件，或换一个文件夹。",
        f"{path} cannot be written. Close it if it is open, or choose another folder.",
    )


def _print_faults(faults: Sequence[Fault]) -> None:
    errors = [fault for fault in faults if fault.severity is Severity.ERROR]
    for fault in errors[:MOST_PRINTED]:
        message = _masked(fault).message
        print(f"{message.zh}\n  {message.en}", file=sys.stderr)
    left = len(errors) - MOST_PRINTED
    if left > 0:
        print(
            f"另有{left}处须改，用 --report OUT.xlsx 可得到全部说明。\n"
            f"  {left} more; --report OUT.xlsx writes all of them.",
            file=sys.stderr,
        )


def _masked(fault: Fault) -> Fault:
    """Return a fault as a terminal may show it: who reads along is not known."""
    mask = MASKS.get(fault.column or "")
    return replace(fault, value=mask(fault.value)) if mask else fault


def _refuse(text: Text) -> int:
    print(f"{text.zh}\n{text.en}", file=sys.stderr)
    return REFUSED


def _say(text: Text) -> None:
    print(f"{text.zh}\n{text.en}")
