"""The record that was taken out stands on its own: one script, no program, no trust."""

from __future__ import annotations

import importlib.util
import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.support.audited import Office, owner
from tuopin.office.audit.exporting import UnableToExport, export
from tuopin.office.audit.notes import read_or_make_key

SCRIPT = Path(__file__).resolve().parents[3] / "tools" / "verify_audit.py"
ALTERATIONS = 200

_spec = importlib.util.spec_from_file_location("verify_audit", SCRIPT)
assert _spec is not None
assert _spec.loader is not None
script = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(script)


def verify(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the script as a stranger would: isolated, without the program."""
    return subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(folder), *options],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder.parent,
        timeout=60,
    )


@pytest.fixture
def exported(office: Office, tmp_path: Path) -> Path:
    """Return an export with sealed and unsealed events, and a row changed lawfully."""
    first, *_ = office.write("甲", "乙", "丙")
    office.seal()
    office.change(first.id, "甲,更正")
    office.write("丁")
    office.seal()
    office.write("戊")
    folder = tmp_path / "export"
    with owner(office.connection.info.dbname) as own:
        export(own, folder, keys=[office.key.verifier])
    return folder


def test_an_untouched_export_verifies_and_says_what_it_holds(exported: Path) -> None:
    answer = verify(exported)

    assert answer.returncode == 0, answer.stdout + answer.stderr
    events = len((exported / "events.jsonl").read_text().splitlines())
    streams = len((exported / "streams.jsonl").read_text().splitlines())
    assert re.fullmatch(
        rf"OK {events} events, {streams} streams,"
        rf" {events - 1} sealed, checkpoint [0-9A-F]{{16}} \S+Z",
        answer.stdout.splitlines()[-1],
    )


def finds_nothing(folder: Path) -> bool:
    """Run the script's own function, without a process for each time."""
    try:
        return script.verify(folder, None, []) == script.SOUND
    except (OSError, ValueError):
        return False


def test_a_flipped_bit_anywhere_in_an_export_is_noticed(exported: Path) -> None:
    files = sorted(path for path in exported.rglob("*") if path.is_file())
    rng = random.Random(20171220)

    unnoticed = []
    for _ in range(ALTERATIONS):
        path = rng.choice(files)
        original = path.read_bytes()
        content = bytearray(original)
        place, bit = rng.randrange(len(content)), rng.randrange(8)
        content[place] ^= 1 << bit
        path.write_bytes(content)
        if finds_nothing(exported):
            unnoticed.append((path.name, place, bit))
        path.write_bytes(original)

    assert unnoticed == []
    assert finds_nothing(exported)


def _without_line(name: str, number: int) -> Callable[[Path], None]:
    def alter(folder: Path) -> None:
        lines = (folder / name).read_text().splitlines(keepends=True)
        del lines[number]
        (folder / name).write_text("".join(lines))

    return alter


def _with_line_twice(name: str, number: int) -> Callable[[Path], None]:
    def alter(folder: Path) -> None:
        lines = (folder / name).read_text().splitlines(keepends=True)
        (folder / name).write_text("".join([*lines, lines[number]]))

    return alter


def _swapped(folder: Path) -> None:
    path = folder / "events.jsonl"
    first, second, *rest = path.read_text().splitlines(keepends=True)
    path.write_text("".join([second, first, *rest]))


def _digest_exchanged(folder: Path) -> None:
    path = folder / "state.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    lines[0]["digest"], lines[1]["digest"] = lines[1]["digest"], lines[0]["digest"]
    path.write_text(
        "".join(
            json.dumps(line, sort_keys=True, separators=(",", ":")) + "\n"
            for line in lines
        )
    )


ALTERED = {
    "the first event is gone": (_without_line("events.jsonl", 0), "in the tree"),
    "the last event is gone": (_without_line("events.jsonl", -1), "is not its last"),
    "an event stands twice": (_with_line_twice("events.jsonl", 0), "in the tree"),
    "two events are swapped": (_swapped, "at its place in the tree"),
    "a stream is gone": (_without_line("streams.jsonl", 1), "is missing"),
    "a row is gone": (_without_line("state.jsonl", 2), "3: is gone"),
    "a row stands twice": (_with_line_twice("state.jsonl", 2), "stands twice"),
    "a row was altered": (_digest_exchanged, "1: is not as its last event left it"),
}


def test_what_was_altered_is_named(exported: Path, tmp_path: Path) -> None:
    said = {}
    for name, (alter, _) in ALTERED.items():
        folder = shutil.copytree(exported, tmp_path / name)
        alter(folder)
        said[name] = verify(folder)

    for name, (_, named) in ALTERED.items():
        assert said[name].returncode == 1, name
        assert named in said[name].stdout, name
        assert said[name].stdout.splitlines()[-1].startswith("NOT SOUND"), name


def _reworded(folder: Path) -> None:
    path = folder / "events.jsonl"
    *others, last = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*others, last.replace("written", "wrotten")]))


# What a careless verifier leaves out, and the alteration that it then overlooks.
MUTANTS = {
    "believes the hash that is stored": (
        "hashed.hex() != line",
        "line['hash'] != line",
        _reworded,
    ),
    "does not look at where chains end": (
        "(line['seq'], line['hash']) != end[:2]".replace("'", '"'),
        "False",
        _without_line("events.jsonl", -1),
    ),
    "does not miss a stream": (
        "for stream in self.ends:",
        "for stream in ():",
        _without_line("streams.jsonl", 1),
    ),
    "does not miss a row": (
        "WHERE stands = 0",
        "WHERE false",
        _without_line("state.jsonl", 2),
    ),
    "does not compare digests": (
        'told[2:] != (line["digest"], 1)',
        "told[3:] != (1,)",
        _digest_exchanged,
    ),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_careless_verifier_would_be_caught(
    exported: Path, tmp_path: Path, mutant: str
) -> None:
    careful, careless, alter = MUTANTS[mutant]
    source = SCRIPT.read_text()
    assert source.count(careful) == 1
    (tmp_path / "careless.py").write_text(source.replace(careful, careless))
    alter(exported)

    said = {
        name: subprocess.run(
            [sys.executable, "-I", str(path), str(exported)],
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        for name, path in (("careful", SCRIPT), ("other", tmp_path / "careless.py"))
    }

    assert said["careful"] != said["other"]
    assert said["careful"].count("TAMPERED") > said["other"].count("TAMPERED")


def test_a_record_written_anew_does_not_fit_the_checkpoint_that_was_kept(
    office: Office, exported: Path, tmp_path: Path, attacker: psycopg.Connection
) -> None:
    last = max((exported / "checkpoints").iterdir())
    kept = shutil.copy(last, tmp_path / "kept.txt")
    size = int(last.stem.removeprefix("checkpoint-"))
    attacker.execute("SET session_replication_role = replica")
    attacker.execute("DELETE FROM audit_leaf WHERE idx >= %s", [size - 2])
    attacker.execute("DELETE FROM audit_checkpoint WHERE size > %s", [size - 2])
    attacker.execute("SET session_replication_role = origin")
    shorter = tmp_path / "shorter"
    with owner(office.connection.info.dbname) as own:
        export(own, shorter, keys=[office.key.verifier])

    alone = verify(shorter)
    beside_what_was_kept = verify(shorter, "--checkpoint", kept)

    assert alone.returncode == 0
    assert beside_what_was_kept.returncode == 1
    assert f"{size} were sealed, {size - 2} are left" in beside_what_was_kept.stdout


def test_a_checkpoint_signed_with_another_key_counts_for_nothing(
    exported: Path, tmp_path: Path
) -> None:
    stranger = read_or_make_key(tmp_path / "stranger.pem", "stranger")
    keys = tmp_path / "keys.txt"
    keys.write_text(f"{stranger.verifier.text}\n")

    answer = verify(exported, "--keys", str(keys))

    assert answer.returncode == 1
    assert "no known key has signed it" in answer.stdout


def test_the_key_that_was_handed_out_beforehand_verifies(
    office: Office, exported: Path, tmp_path: Path
) -> None:
    keys = tmp_path / "keys.txt"
    keys.write_text(f"{office.key.verifier.text}\n")

    answer = verify(exported, "--keys", str(keys))

    assert answer.returncode == 0


def test_a_folder_that_is_no_export_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    answer = verify(tmp_path / "empty")

    assert answer.returncode == 2
    assert "empty" in answer.stderr


def test_an_export_never_mixes_with_what_lies_in_the_folder(
    office: Office, exported: Path
) -> None:
    with (
        owner(office.connection.info.dbname) as own,
        pytest.raises(UnableToExport, match="is not empty"),
    ):
        export(own, exported, keys=[office.key.verifier])
