"""Building the demonstration: from an empty folder to a county's whole year."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from tuopin.office.accounts.domain import Actor
from tuopin.office.clock.models import DemoClock
from tuopin.office.divisions.models import Division
from tuopin.office.divisions.operations import load_divisions
from tuopin.office.divisions.queries import villages_of
from tuopin.office.policy.operations import adopt_pack
from tuopin.office.policy.reader import read_pack
from tuopin.register import operations as register
from tuopin.register.workbook import (
    RegisterWorkbook,
    UnreadableWorkbook,
    columns_asked,
    read_register,
)
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.positions import Position
from tuopin.rulebook.units import Unit
from tuopin.web import embedded
from tuopin.web.demo import counting
from tuopin.web.demo.archives import leave_sets
from tuopin.web.demo.assessing import plan_assessment
from tuopin.web.demo.caring import plan_aftercare
from tuopin.web.demo.diary import Diary
from tuopin.web.demo.inspecting import plan_inspection
from tuopin.web.demo.national import NationalSystem
from tuopin.web.demo.papers import leave_filings
from tuopin.web.demo.people import settle
from tuopin.web.demo.planning import draft_plans
from tuopin.web.demo.poor_villages import list_villages, poor_villages_of
from tuopin.web.demo.script import Calendar
from tuopin.web.sampling import write_for_pack
from tuopin.web.serving import seal_once
from tuopin.web.visits import visits_of

DONE, REFUSED = 0, 1
HOUSEHOLDS, VILLAGES, SEED = 500, 12, 7


def run(*, data: Path, register: Path | None, report: Path | None) -> int:
    """Build the demo in a data folder, or show the one that is there.

    Returns 1, with the reason on standard error, when the folder holds a demo of
    another register or the workbook cannot be read.
    """
    kept = data / "demo.json"
    wanted = hashlib.sha256(register.read_bytes()).hexdigest() if register else "sample"
    if kept.exists():
        counts = json.loads(kept.read_text())
        if counts["register_sha256"] != wanted and register is not None:
            print(
                f"{data} 里已有另一份登记表的演示。"
                "请用 --data 指定另一个文件夹，或删除它。"
                f"\n{data} holds the demo of another register. Give another folder "
                "with --data, or delete this one.",
                file=sys.stderr,
            )
            return REFUSED
        _say("演示已经建好。The demo is there already.")
    else:
        built = _build(data, register)
        if built is None:
            return REFUSED
        counts = built | {"register_sha256": wanted}
        kept.write_text(json.dumps(counts, ensure_ascii=False, indent=1))
    counting.show(counts)
    if report is not None:
        report.write_text(json.dumps(counts, ensure_ascii=False, indent=1))
    return DONE


def _usable(path: Path, *, county: str, pack: PolicyPack) -> RegisterWorkbook | None:
    """Read the register; None, with the reason said, when nothing in it can be used."""
    _say(f"读取登记表 {path.name}。Reading the register.")
    asked = columns_asked(pack.facts[Unit.HOUSEHOLD])
    try:
        workbook = read_register(path, villages=villages_of(county), asked=asked)
    except UnreadableWorkbook as refusal:
        print(refusal, file=sys.stderr)
        return None
    if workbook.households:
        return workbook
    print(
        f"{path} 里没有一户可以导入。\n{path} holds no household that can be imported:",
        file=sys.stderr,
    )
    for fault in workbook.faults[:10]:
        print(f"  {fault}", file=sys.stderr)
    return None


def _build(data: Path, chosen: Path | None) -> dict[str, object] | None:
    """Build the demo from nothing; None when the workbook was refused whole."""
    _start_afresh(data)
    began = time.monotonic()
    folder = settings.PACKS / settings.TUOPIN_POLICY_PACK
    pack = read_pack(folder)
    year = pack.in_force_from.year
    first_day = Calendar(year).begins
    DemoClock.objects.using("owner").create(today=first_day)
    load_divisions(folder / "divisions")
    county = Division.objects.get(level="county").code

    workbook_path = chosen or _sample(data, folder, year)
    workbook = _usable(workbook_path, county=county, pack=pack)
    if workbook is None:
        return None

    village_facts = pack.facts[Unit.VILLAGE]
    staff = settle(
        county=county,
        first_village=min(one.village_code for one in workbook.households),
        departments=village_facts.departments,
        on=first_day,
    )
    office = staff.of_county(Position.COUNTY_OFFICE)
    adopt_pack(pack_id=pack.id, actor=office, on=first_day)
    imported = register.import_register(
        workbook=workbook,
        file_name=workbook_path.name,
        sha256=hashlib.sha256(workbook_path.read_bytes()).hexdigest(),
        actor=office,
        on=first_day,
    )
    set_up = time.monotonic()
    national = NationalSystem(data / "national")
    diary = Diary(staff=staff, year=year, says=_say, national=national)
    visits = visits_of(workbook.surveys, pack, year)
    poor = poor_villages_of(workbook.villages, village_facts, year=year)
    diary.at(diary.days.plan_drafted, partial(draft_plans, diary, visits, list(poor)))
    if poor:
        listing = partial(list_villages, diary, poor, village_facts)
        diary.at(diary.days.villages_listed, listing)
    _plan_what_follows(diary, pack)
    diary.run()
    _analyze()
    ran = time.monotonic()
    archiving = leave_sets(data, pack=pack, office=office, year=year, says=_say)
    _finish(data, office, year)
    return counting.counts(
        staff=staff,
        pack=pack,
        year=year,
        refusals=diary.refusals,
        imported=imported,
        seconds={
            "set_up": round(set_up - began, 1),
            "year": round(ran - set_up, 1),
            "archive": round(archiving, 1),
        },
    )


def _plan_what_follows(diary: Diary, pack: PolicyPack) -> None:
    plan_inspection(diary, pack)
    plan_assessment(diary, pack)
    plan_aftercare(diary, pack)


def _analyze() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def _finish(data: Path, office: Actor, year: int) -> None:
    """Seal the year's record, and leave the papers that went out."""
    seal_once()
    leave_filings(data / "filings", actor=office, year=year)


def _start_afresh(data: Path) -> None:
    """Empty a database in which an earlier build was broken off."""
    if not DemoClock.objects.exists():
        return
    _say("上次演示没有建完，重新开始。An unfinished demo is begun again.")
    connections.close_all()
    server = embedded.read_connection(data)
    assert server is not None
    embedded.drop_database(server)
    embedded.make_database(server)
    call_command("migrate", database="owner", verbosity=0)


def _sample(data: Path, folder: Path, year: int) -> Path:
    """Write the sample register that a demo without a workbook runs on."""
    path = data / f"register-{year}.xlsx"
    write_for_pack(
        path,
        pack_folder=folder,
        households=HOUSEHOLDS,
        villages=VILLAGES,
        seed=SEED,
        year=year,
    )
    return path


def _say(words: str) -> None:
    print(words, flush=True)
