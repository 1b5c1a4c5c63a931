"""A pack in force survives the program's next release: its files are kept (art. 16)."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import Error, connections, transaction

from tests.conftest import superuser
from tests.support.world import PACK, World
from tuopin.office.policy import queries
from tuopin.office.policy.keeping import UnableToKeep, keep_adopted, keep_folder
from tuopin.office.policy.models import KeptPack, PackInForce
from tuopin.office.policy.operations import UnableToAdopt, adopt_pack
from tuopin.office.policy.queries import PackChanged, pack_in_force, pack_kept, pack_of
from tuopin.office.policy.reader import content_of, files_in, pack_version
from tuopin.office.scope import acting_as
from tuopin.web.founding import DONE, adopt

PARAMETER = "parameters/poverty_line.yaml"
FORGOTTEN = """
SET session_replication_role = replica; DELETE FROM policy_keptpack;
"""


@pytest.fixture
def release(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A next release of the program, whose pack has another figure."""
    packs = tmp_path / "packs"
    shutil.copytree(settings.PACKS, packs)
    file = packs / PACK / PARAMETER
    text = file.read_text(encoding="utf-8")
    assert "2952" in text
    file.write_text(text.replace("2952", "3000"), encoding="utf-8")
    monkeypatch.setattr(settings, "PACKS", packs)
    pack_kept.cache_clear()
    yield packs
    pack_kept.cache_clear()


def line(world: World) -> str:
    return str(pack_of(pack_in_force(world.today).id).parameter("poverty_line", 2017))


def test_an_office_works_on_under_the_files_that_it_adopted(
    world: World, release: Path
) -> None:
    assert line(world) == "2952"
    assert world.bring([world.register()], to="assess")


def test_the_next_version_holds_from_its_day_and_cases_keep_theirs(
    world: World, release: Path
) -> None:
    (case,) = world.bring([world.register()], to="survey")
    before = pack_in_force(world.today)

    world.move(days=3)
    adopted = adopt_pack(pack_id=PACK, actor=world["county"], on=world.today)

    assert adopted.in_force_from == world.today
    assert pack_in_force(world.today - timedelta(days=1)) == before
    assert line(world) == "3000"
    with acting_as(world["county"]), connections["default"].cursor() as cursor:
        cursor.execute("SELECT pack_id FROM procedure_exitcase WHERE id = %s", [case])
        assert cursor.fetchone() == (before.id,)
    assert KeptPack.objects.count() == 2


@pytest.mark.parametrize(
    ("days", "is_refused"),
    [(-10, True), (-1, True), (0, False), (1, False), (30, False)],
)
def test_no_version_is_put_in_force_from_a_day_gone_by(
    world: World, release: Path, days: int, is_refused: bool
) -> None:
    from_on = world.today + timedelta(days=days)

    def take() -> PackInForce:
        return adopt_pack(
            pack_id=PACK, actor=world["county"], on=world.today, from_on=from_on
        )

    if is_refused:
        with pytest.raises(UnableToAdopt, match="已过去"):
            take()
        assert PackInForce.objects.count() == 1
    else:
        assert take().in_force_from == from_on


def test_what_is_kept_is_the_pack_file_by_file(world: World) -> None:
    kept = KeptPack.objects.get()

    assert kept.version == pack_version(settings.PACKS / PACK)
    assert (
        files_in(bytes(kept.content))[PARAMETER]
        == (settings.PACKS / PACK / PARAMETER).read_bytes()
    )


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE policy_keptpack SET content = content || 'x'",
        "DELETE FROM policy_keptpack",
        "TRUNCATE policy_keptpack",
        "INSERT INTO policy_keptpack (pack_id, version, content)"
        " VALUES ('p', repeat('0', 64), 'x')",
        "INSERT INTO policy_packinforce"
        " (pack_id, version, in_force_from, adopted_on, procedures)"
        " VALUES ('p', repeat('0', 64), '2017-01-01', '2017-01-01', '{}')",
    ],
)
def test_nobody_changes_what_is_kept(world: World, attack: str) -> None:
    with (
        pytest.raises(Error),
        transaction.atomic(),
        connections["default"].cursor() as cursor,
    ):
        cursor.execute(attack)


# Offices that adopted their pack before files were kept.


@pytest.fixture
def forgetful(own_database: str) -> World:
    """An office of an earlier release, which kept no files."""
    with superuser(own_database) as server:
        server.execute(FORGOTTEN)
    pack_kept.cache_clear()
    return World()


def test_an_earlier_office_keeps_its_files_at_the_first_start(
    forgetful: World,
) -> None:
    assert keep_adopted(settings.PACKS) == ()

    assert KeptPack.objects.get().version == pack_in_force(forgetful.today).version
    assert keep_adopted(settings.PACKS) == ()


def test_an_earlier_office_is_told_how_to_bring_its_files_back(
    forgetful: World, release: Path, tmp_path: Path
) -> None:
    (missing,) = keep_adopted(release)
    assert "pack keep" in missing.text.zh
    with pytest.raises(PackChanged, match="pack keep"):
        queries.pack_on(forgetful.today)

    with pytest.raises(UnableToKeep, match="尚缺"):
        keep_folder(release / PACK)
    with pytest.raises(UnableToKeep):
        keep_folder(tmp_path / "no such folder")
    old = tmp_path / "from the backup"
    shutil.copytree(Path(__file__).parents[3] / "packs" / PACK, old)
    keep_folder(old)

    assert line(forgetful) == "2952"
    assert keep_adopted(release) == ()
    with pytest.raises(UnableToKeep, match="均已留存"):
        keep_folder(release / PACK)


def test_the_command_adopts_what_the_release_brings(
    world: World, release: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = argparse.Namespace(username="county", pack=PACK, from_on=None)

    assert adopt(options) == DONE

    assert str(world.today) in capsys.readouterr().out
    assert content_of(release / PACK) == bytes(
        KeptPack.objects.get(version=pack_in_force(world.today).version).content
    )
