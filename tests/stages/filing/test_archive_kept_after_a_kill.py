"""A run that is killed leaves no half set, and the next one goes on from there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tuopin.filing.archive.bags import METADATA
from tuopin.filing.archive.verifying import verify
from tuopin.web.archive import assembling
from tuopin.web.archive.assembling import assemble
from tuopin.web.archive.lists import listing
from tuopin.web.archive.papers import Papers, Print
from tuopin.web.archive.pressing import Workshop

VOLUMES = 30
NAME = "village-0"
INFO = {"Bagging-Date": "2017-12-01", "External-Identifier": NAME}
CATALOGUE = {
    "files": [],
    "collective": [],
    "volumes": [{"folder": f"households/{at}"} for at in range(VOLUMES)],
    "bag_info": INFO,
}
# The whole of another run: it knows no database, so it needs none of this one.
RUN = """
import sys
from pathlib import Path
from tests.stages.filing.test_archive_kept_after_a_kill import build
build(Path(sys.argv[1]))
"""


def papers() -> Iterator[Papers]:
    for at in range(VOLUMES):
        says = listing(
            f"卷{at}",
            facts=[],
            columns={"序号": 0},
            rows=[[str(row)] for row in range(60)],
            day={"year": 2017, "month": 12, "day": 1},
        )
        yield Papers(
            folder=f"households/{at}",
            prints=(Print("volume.pdf", "listing", says),),
            texts={"events.jsonl": ""},
            metadata={
                "catalogue": [],
                "events": {"stream": "", "count": 0, "head": "00" * 32},
            },
        )


def build(out: Path) -> list[int]:
    """Build the set with one process; return how many volumes were there already."""
    ticks: list[int] = []
    workshop = Workshop(ticks.append, processes=1)
    assemble(out / NAME, list(papers()), CATALOGUE, INFO, workshop, read=no_files)
    return ticks


def no_files(digest: str) -> bytes:
    raise LookupError(digest)


def pressed(out: Path) -> int:
    return len(list(out.glob(f".building-{NAME}/households/*/{METADATA}")))


def killed_in_the_middle(out: Path) -> int:
    """Start a run, kill it once some volumes are there, and return how many."""
    root = Path(__file__).parents[3]
    path = os.pathsep.join((str(root), str(root / "src")))
    run = subprocess.Popen(
        [sys.executable, "-c", RUN, str(out)],
        env=os.environ | {"PYTHONPATH": path},
        cwd=root,
    )
    while pressed(out) == 0 and run.poll() is None:
        time.sleep(0.005)
    run.send_signal(signal.SIGKILL)
    run.wait()
    return pressed(out)


def test_a_killed_run_leaves_no_set_and_the_next_one_goes_on(tmp_path: Path) -> None:
    done = killed_in_the_middle(tmp_path)
    assert 0 < done < VOLUMES
    assert not (tmp_path / NAME).exists()

    ticks = build(tmp_path)

    assert ticks[0] == done
    assert not verify(tmp_path / NAME).faults
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize("until", ["moved", "closed"])
def test_a_run_killed_while_the_bag_is_closed_keeps_its_volumes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, until: str
) -> None:
    def close(work: Path, info: dict[str, str]) -> None:
        if until == "closed":
            close_bag(work, info)
        else:
            (work / "tmp123").mkdir()
            (work / "households").rename(work / "tmp123/households")
        raise KeyboardInterrupt

    close_bag = assembling.close_bag
    monkeypatch.setattr(assembling, "close_bag", close)
    with pytest.raises(KeyboardInterrupt):
        build(tmp_path)
    monkeypatch.undo()

    ticks = build(tmp_path)

    assert ticks == [VOLUMES]
    assert not verify(tmp_path / NAME).faults


def test_a_volume_that_was_spoilt_meanwhile_is_pressed_again(tmp_path: Path) -> None:
    done = killed_in_the_middle(tmp_path)
    volume = next(tmp_path.glob(f".building-{NAME}/households/*/{METADATA}")).parent
    (volume / "volume.pdf").write_bytes(b"half")

    ticks = build(tmp_path)

    assert ticks[0] == done - 1
    assert not verify(tmp_path / NAME).faults
