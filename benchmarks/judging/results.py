"""What was measured, kept as it comes, so that a run that is cut short is not lost."""

from __future__ import annotations

import csv
import json
import platform
import subprocess
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from judging.measuring import ROOT
from judging.plan import PACKAGES


@dataclass
class Results:
    """Rows by kind: `judged`, `generated`, `started`, `one_household`."""

    folder: Path
    machine: dict[str, Any]
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, kind: str, **row: Any) -> None:
        """Keep a row, and write all of them."""
        self.rows.setdefault(kind, []).append(row)
        self.folder.mkdir(parents=True, exist_ok=True)
        found = {"machine": self.machine, **self.rows}
        text = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
        (self.folder / "judging.json").write_text(text, encoding="utf-8")
        judged = self.rows.get("judged", [])
        if kind == "judged":
            with (self.folder / "judging.csv").open("w", newline="") as file:
                writer = csv.DictWriter(file, judged[0], lineterminator="\n")
                writer.writeheader()
                writer.writerows(judged)


def read(folder: Path) -> Results:
    """Return what an earlier run wrote."""
    found = json.loads((folder / "judging.json").read_text(encoding="utf-8"))
    return Results(folder, found.pop("machine"), found)


def machine() -> dict[str, Any]:
    """Return what is known of this machine and of what runs on it."""
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    models = [
        line.partition(": ")[2] for line in info.splitlines() if "model name" in line
    ]
    memory = Path("/proc/meminfo").read_text(encoding="utf-8").split()[1]
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return {
        "processor": models[0] if models else platform.machine(),
        "cores": len(models),
        "memory_gb": round(int(memory) / 1e6, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "commit": commit.stdout.strip(),
        "packages": {name: version(name) for name in PACKAGES},
    }
