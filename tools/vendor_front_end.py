"""Fetch the files of other projects that pages carry along, as they are kept here.

Run with Node's `npm` at hand: `python tools/vendor_front_end.py`. npm checks each
package against its registry's digest; of it only the named files are kept, unchanged
but for their source map references, whose targets are not kept.
"""

from __future__ import annotations

import re
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

VENDOR = Path(__file__).parents[1] / "src/tuopin/web/static/web/vendor"
WORKBOX = "7.4.1"
PACKAGES = {
    "dexie@4.4.7": ("LICENSE", "dist/modern/dexie.min.mjs"),
    "echarts@6.1.0": ("LICENSE", "NOTICE", "dist/echarts.simple.min.js"),
    f"workbox-core@{WORKBOX}": ("LICENSE", "build/workbox-core.prod.js"),
    f"workbox-precaching@{WORKBOX}": ("LICENSE", "build/workbox-precaching.prod.js"),
    f"workbox-routing@{WORKBOX}": ("LICENSE", "build/workbox-routing.prod.js"),
    f"workbox-strategies@{WORKBOX}": ("LICENSE", "build/workbox-strategies.prod.js"),
}
_MAP = re.compile(rb"\n?//# sourceMappingURL=\S+\s*$")


def fetch(package: str, names: tuple[str, ...], within: Path) -> None:
    """Keep the named files of a package beside its licence."""
    packed = subprocess.run(
        ["npm", "pack", package, "--silent"],
        cwd=within,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()[-1]
    folder = VENDOR / package.replace("@", "-")
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(within / packed) as archive:
        for name in names:
            held = archive.extractfile(f"package/{name}")
            if held is None:
                raise FileNotFoundError(f"{package} has no file {name}")
            content = _MAP.sub(b"\n", held.read())
            (folder / Path(name).name).write_bytes(content)


if __name__ == "__main__":
    with TemporaryDirectory() as scratch:
        for package, names in PACKAGES.items():
            fetch(package, names, Path(scratch))
