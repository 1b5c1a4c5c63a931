"""Style sheets: a block that is not closed silently takes all that follows with it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SHEETS = Path(__file__).parents[2] / "src/tuopin/web/static/web"


@pytest.mark.parametrize("sheet", sorted(SHEETS.glob("*.css")), ids=lambda p: p.name)
def test_every_rule_of_a_style_sheet_stands_where_it_seems_to(sheet: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.S)
    depth = 0
    for number, line in enumerate(text.splitlines(), 1):
        if line and not line[0].isspace() and line[0] != "}":
            assert depth == 0, f"{sheet.name}:{number} stands in a block left open"
        depth += line.count("{") - line.count("}")
    assert depth == 0
