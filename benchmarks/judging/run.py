"""The whole run: registers are made, every way judges them in turns, results are kept.

The ways take turns within a round, each in a fresh process, so that what else the
machine does falls on all. No time counts before the outcomes that it bought were
compared, household by household; the first difference ends the run.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from judging import results, starting
from judging.measuring import ROOT, Cost, Failed, measured
from judging.plan import (
    CONTENDERS,
    LIMIT,
    NATION,
    ONE_HOUSEHOLD,
    REFERENCE,
    Contender,
)
from judging.results import Results

TUOPIN = str(ROOT / "tuopin")
LEAST = 10_000
"""The register by which start-up and single households are measured."""


def main() -> None:
    """Run what the command line asks for."""
    options = _options()
    sizes = [int(size) for size in options.sizes.split(",")]
    if options.nation:
        sizes.append(NATION)
    kept = Results(options.out, results.machine())
    try:
        measured([TUOPIN, "pack", "check", "tieling-county-2017"])
        for households in dict.fromkeys((LEAST, *sizes)):
            _generate(kept, options.data, households)
        starting.measure(kept, options.data, options.data / str(LEAST))
        _one_household(kept, options.data / str(LEAST))
        for households in sizes:
            _judge_in_turns(
                kept, options.data, households, options.rounds, options.only
            )
        _run("judging.reporting", str(options.out))
    except Failed as failed:
        sys.exit(str(failed))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sh benchmarks/judge.sh")
    parser.add_argument("--sizes", default="10000,1000000,10000000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--nation", action="store_true")
    parser.add_argument("--only", type=_named, default=CONTENDERS)
    parser.add_argument("--data", type=Path, default=ROOT / "var" / "benchmarks")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results")
    options = parser.parse_args()
    options.data, options.out = options.data.resolve(), options.out.resolve()
    return options


def _named(names: str) -> Sequence[Contender]:
    """Return the contenders of those names; the limit is always among them."""
    asked = {LIMIT, *names.split(",")}
    unknown = asked - {one.name for one in CONTENDERS}
    if unknown:
        known = ", ".join(one.name for one in CONTENDERS)
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}; known are {known}")
    return [one for one in CONTENDERS if one.name in asked]


def _generate(kept: Results, data: Path, households: int) -> None:
    """Make a register, or take up the one that is there with what it had cost."""
    folder = data / str(households)
    generator = (ROOT / "src/tuopin/register/nation.py").read_bytes()
    noted = folder / f"made-{hashlib.sha256(generator).hexdigest()[:16]}.json"
    if not noted.is_file():
        shutil.rmtree(folder, ignore_errors=True)
        cost, _ = measured(
            [TUOPIN, "register", "nation", str(folder), "--households", str(households)]
        )
        size = sum(file.stat().st_size for file in folder.glob("*.parquet"))
        row = {"households": households, **vars(cost), "megabytes": round(size / 1e6)}
        noted.write_text(json.dumps(row), encoding="utf-8")
    kept.add("generated", **json.loads(noted.read_text(encoding="utf-8")))
    print(f"register of {households:,} households", flush=True)


def _judge_in_turns(
    kept: Results,
    data: Path,
    households: int,
    most: int,
    contenders: Sequence[Contender],
) -> None:
    register = data / str(households)
    reference = data / "reference.parquet"
    _run("judging.child", REFERENCE, str(register), str(reference))
    for turn in range(most):
        for one in contenders:
            if turn >= one.rounds(households, most):
                continue
            out = data / f"{one.name}.parquet"
            cost, said = _run("judging.child", one.name, str(register), str(out))
            agrees = ""
            if one.judges:
                _, agrees = _run("judging.agreement", str(reference), str(out))
                out.unlink()
            row = {"contender": one.name, "households": households, "round": turn + 1}
            seconds = round(float(said.split()[-1]), 4)
            kept.add("judged", **row, seconds=seconds, **vars(cost))
            print(
                f"{one.name:<18}{households:>12,}{seconds:>10.2f} s  {agrees.strip()}"
            )
            sys.stdout.flush()
    reference.unlink()
    shutil.rmtree(register.with_name(f"{register.name}-kept"), ignore_errors=True)


def _one_household(kept: Results, register: Path) -> None:
    for name, title in ONE_HOUSEHOLD.items():
        _, said = _run("judging.latency", name, str(register))
        found = json.loads(said.splitlines()[-1])
        kept.add("one_household", contender=name, **found)
        print(f"{title:<40}{found['median_us']:>12} µs", flush=True)


def _run(module: str, *words: str) -> tuple[Cost, str]:
    return measured([sys.executable, "-m", module, *words])


if __name__ == "__main__":
    main()
