"""No program draws another list than the recipe's, nor changes a frame (art. 15)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.db import Error, connections, transaction

from tests.conftest import superuser
from tests.support.audited import owner
from tests.support.inspections import SETUP, draw, drawn, freeze, inspection
from tests.support.world import OTHER_VILLAGE, World
from tuopin.office.audit.notes import read_or_make_key
from tuopin.office.audit.sequencer import Sequencer
from tuopin.office.audit.verification import verify
from tuopin.office.scope import acting_as
from tuopin.oversight import operations as oversight
from tuopin.oversight.domain import Design, SeedSource
from tuopin.oversight.drawing import Plan

REFUSED = (
    "frozen and is another|is no seed|not what inspection|permission denied"
    "|never changed|for supervision"
)


def attempt(world: World, statement: str, *values: object) -> None:
    with (
        acting_as(world["county"]),
        connections["default"].cursor() as cursor,
        transaction.atomic(),
    ):
        cursor.execute(statement, values)


@pytest.fixture
def frozen(world: World) -> int:
    """An inspection of eight households in two townships that awaits its seed."""
    for _ in range(4):
        world.register()
        world.register(village=OTHER_VILLAGE)
    number = freeze(world, replace(SETUP, plan=Plan(Design.BY_TOWNSHIP, take_number=2)))
    world.register()
    return number


ONE_MORE = (
    "INSERT INTO oversight_frameline (inspection_id, list_number, village_code,"
    " household_id, household_number, standing) SELECT %s, 9, h.village_code, h.id,"
    " h.number, 'no_case' FROM register_household h"
    " WHERE h.id NOT IN (SELECT household_id FROM oversight_frameline)"
)


@pytest.mark.parametrize(
    "statement",
    [
        ONE_MORE,
        "UPDATE oversight_frameline SET list_number = 99 WHERE inspection_id = %s",
        "DELETE FROM oversight_frameline WHERE inspection_id = %s",
        "UPDATE oversight_inspection SET take_number = 1 WHERE id = %s",
        "UPDATE oversight_inspection SET frame_digest = '' WHERE id = %s",
    ],
)
def test_a_frozen_frame_stays_as_it_is(
    world: World, frozen: int, statement: str
) -> None:
    with pytest.raises(Error, match=REFUSED):
        attempt(world, statement, frozen)

    assert draw(world, frozen) == 4


@pytest.mark.parametrize("size", [9, 8])
def test_a_frame_that_leaves_somebody_out_is_not_frozen(
    world: World, frozen: int, size: int
) -> None:
    """Nine households are on the register; a frame of eight has its own digest."""
    made = inspection(world, frozen)
    digest = (
        "SELECT encode(sha256(convert_to(string_agg(x.at || '|' || x.village_code"
        " || '|' || x.number || chr(10), '' ORDER BY x.at), 'UTF8')), 'hex')"
        f" FROM ({LISTED}) x"
    )
    frame = (
        "WITH made AS (INSERT INTO oversight_inspection (division_code, year, title,"
        " frame, places, design, take_number, take_percent, villages, seed_source,"
        " seed_words, pack_id, frame_size, frame_digest, frozen_by_id)"
        " SELECT division_code, year, title, frame, places, design, take_number, 0, 0,"
        f" seed_source, seed_words, pack_id, {size}, ({digest}), frozen_by_id"
        " FROM oversight_inspection WHERE id = %s RETURNING id) SELECT id FROM made"
    )
    lines = (
        "INSERT INTO oversight_frameline (inspection_id, list_number, village_code,"
        " household_id, household_number, standing) SELECT (SELECT max(id) FROM"
        f" oversight_inspection), x.at, x.village_code, x.id, x.number, 'no_case'"
        f" FROM ({LISTED}) x"
    )
    attempt(world, frame, size, made.id)

    if size == 9:
        attempt(world, lines, size)
        return
    with pytest.raises(Error, match=REFUSED):
        attempt(world, lines, size)


LISTED = (
    "SELECT row_number() OVER (ORDER BY h.village_code, h.number) AS at, h.id,"
    " h.village_code, h.number FROM register_household h ORDER BY 1 LIMIT %s"
)

SEED = (
    "INSERT INTO oversight_seed (inspection_id, division_code, text, happened_on,"
    " evidence, checkpoint_size, given_by_id)"
    " SELECT id, division_code, {text}, {day}, {paper}, {size}, {by}"
    " FROM oversight_inspection WHERE id = %s"
)
RIGHT = {
    "text": "'5 0 7'",
    "day": "office_today()",
    "paper": "'公告'",
    "size": "NULL::bigint",
}


@pytest.mark.parametrize(
    "changed",
    [
        {"day": "office_today() - 1"},
        {"day": "office_today() + 1"},
        {"paper": "' '"},
        {"text": "''"},
        {"text": "' 5'"},
        {"size": "1"},
        {"by": "county"},
    ],
)
def test_a_seed_that_was_known_or_rests_on_nothing_is_refused(
    world: World, frozen: int, changed: dict[str, str]
) -> None:
    world.move()
    by = str(world[changed.get("by", "supervision")].appointment_id)
    statement = SEED.format(**{**RIGHT, **changed, "by": by})

    with pytest.raises(Error, match=REFUSED):
        attempt(world, statement, frozen)

    right = SEED.format(**RIGHT, by=world["supervision"].appointment_id)
    attempt(world, right, frozen)
    with pytest.raises(Error, match="duplicate key"):
        attempt(world, right, frozen)


DRAWN = (
    "INSERT INTO oversight_drawnhousehold (inspection_id, line_id, village_code,"
    " stratum, turn, replaces_id, reason, note, evidence, drawn_by_id) "
)
BY_RECIPE = (
    "SELECT l.inspection_id, l.id, l.village_code, left(l.village_code, 9) || '000',"
    " row_number() OVER (PARTITION BY left(l.village_code, 9) ORDER BY"
    " encode(sha256(convert_to('5 0 7|' || l.list_number, 'UTF8')), 'hex')"
    " COLLATE \"C\"), NULL::bigint, {reason}, '', {paper}, {by}"
    " FROM oversight_frameline l WHERE l.inspection_id = %s"
)
OTHER_LISTS = {
    "one too many": "SELECT * FROM ({all}) x WHERE turn <= 3",
    "one too few": "SELECT * FROM ({all}) x WHERE turn <= 1",
    "others": "SELECT * FROM ({all}) x WHERE turn > 2",
    "one alone": "SELECT * FROM ({all}) x LIMIT 1",
    "the right ones by other turns": (
        "SELECT inspection_id, id, village_code, stratum, turn + 1, replaces, reason,"
        " note, paper, drawn_by FROM ({all}) x WHERE turn <= 2"
    ),
    "the right ones without strata": (
        "SELECT inspection_id, id, village_code, '', turn, replaces, reason, note,"
        " paper, drawn_by FROM ({all}) x WHERE turn <= 2"
    ),
}


def by_recipe(world: World) -> str:
    columns = (
        "x(inspection_id, id, village_code, stratum, turn, replaces, reason, note,"
        " paper, drawn_by)"
    )
    rows = BY_RECIPE.format(
        reason="''", paper="''", by=world["supervision"].appointment_id
    )
    return f"SELECT * FROM ({rows}) {columns}"


@pytest.mark.parametrize("others", OTHER_LISTS)
def test_the_database_takes_no_other_list_than_its_own(
    world: World, frozen: int, others: str
) -> None:
    world.move()
    seed = SEED.format(**RIGHT, by=world["supervision"].appointment_id)
    attempt(world, seed, frozen)
    all_turns = by_recipe(world)

    with pytest.raises(Error, match=REFUSED):
        attempt(world, DRAWN + OTHER_LISTS[others].format(all=all_turns), frozen)

    attempt(world, f"{DRAWN} SELECT * FROM ({all_turns}) x WHERE turn <= 2", frozen)
    assert len(drawn(world, frozen)) == 4


STANDS_IN = (
    "SELECT r.inspection_id, r.id, r.village_code, r.stratum, r.turn, d.id, {reason},"
    " 'x', {paper}, r.drawn_by FROM ({all}) r JOIN oversight_drawnhousehold d"
    " ON d.turn = 1 AND {stratum} WHERE r.turn = {turn} ORDER BY r.id LIMIT 1"
)
NEXT = {
    "reason": "'died'",
    "paper": "'证明'",
    "stratum": "d.stratum = r.stratum",
    "turn": "3",
}


@pytest.mark.parametrize(
    "changed",
    [
        {"turn": "4"},
        {"reason": "''"},
        {"paper": "' '"},
        {"stratum": "d.stratum <> r.stratum"},
    ],
)
def test_who_stands_in_is_the_next_by_the_database_s_own_order(
    world: World, frozen: int, changed: dict[str, str]
) -> None:
    draw(world, frozen)
    all_turns = by_recipe(world)

    with pytest.raises(Error, match=REFUSED):
        attempt(
            world,
            DRAWN + STANDS_IN.format(all=all_turns, **{**NEXT, **changed}),
            frozen,
        )

    attempt(world, DRAWN + STANDS_IN.format(all=all_turns, **NEXT), frozen)
    assert len(drawn(world, frozen)) == 5


def test_a_sealed_seed_is_the_first_root_that_holds_the_freezing(
    own_database: str, tmp_path: Path
) -> None:
    world = World()
    for _ in range(5):
        world.register()
    key = read_or_make_key(tmp_path / "checkpoint.pem", "tuopin-test")

    def sealed() -> None:
        with owner(own_database) as connection:
            Sequencer(connection, key, tmp_path / "checkpoints").run_once()

    sealed()
    setup = replace(SETUP, seed_source=SeedSource.CHECKPOINT, seed_words="")
    number = freeze(world, setup)
    sealed()
    world.register()
    sealed()
    with superuser(own_database) as server:
        roots = [
            bytes(root).hex()
            for (root,) in server.execute(
                "SELECT root FROM audit_checkpoint ORDER BY size"
            ).fetchall()
        ]
    assert len(roots) == 3

    for text, size in ((roots[0], 1), (roots[2], 3)):
        wrong = SEED.format(
            text=f"'{text}'",
            day="office_today()",
            paper="''",
            size=f"(SELECT size FROM audit_checkpoint ORDER BY size"
            f" OFFSET {size - 1} LIMIT 1)",
            by=world["supervision"].appointment_id,
        )
        with pytest.raises(Error, match="is no seed"):
            attempt(world, wrong, number)
    oversight.draw_sample(
        inspection_id=number, seed=None, actor=world["supervision"], on=world.today
    )

    seed = inspection(world, number).seed
    assert seed.text == roots[1]
    with owner(own_database) as connection:
        assert verify(connection, keys=[key.verifier]).tamperings == []
