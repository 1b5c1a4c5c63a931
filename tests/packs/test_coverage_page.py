"""The coverage page says where each rule is carried out, and admits where none is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tuopin.office.policy import packs_cli
from tuopin.office.policy.coverage import coverage_page
from tuopin.office.policy.law import law_page
from tuopin.office.policy.reader import GENERATED, read_pack
from tuopin.rulebook.pack import PolicyPack

from .conftest import PACKS, Spoil

SOURCES = {
    "src/tuopin/leaving/operations.py": (
        'def post(*, actor: str) -> None:\n    """Post the notice (art. 4)."""\n\n'
        'def write(*, actor: str) -> None:\n    record(act="nominate")\n'
    ),
    "src/tuopin/leaving/views.py": "def show(request):\n    return operations.post()\n",
    "tests/leaving/test_posting.py": 'def test_it():\n    assert done("post")\n',
}


@pytest.fixture(scope="module")
def invented() -> PolicyPack:
    return read_pack(PACKS / "_fictional")


def row(page: str, rule: str) -> list[str]:
    line = next(line for line in page.splitlines() if line.startswith(f"| {rule}"))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_an_act_is_followed_to_its_operation_screen_and_test(
    invented: PolicyPack,
) -> None:
    _, pack, operation, screen, test = row(
        coverage_page(invented, SOURCES), "act `post`"
    )

    assert pack == "procedures/leaving.yaml"
    assert operation == "leaving.operations.post"
    assert screen == "src/tuopin/leaving/views.py"
    assert "tests/leaving/test_posting.py" in test


def test_an_operation_that_says_an_acts_id_carries_it_out(
    invented: PolicyPack,
) -> None:
    cells = row(coverage_page(invented, SOURCES), "act `nominate`")

    assert cells[2] == "leaving.operations.write"
    assert cells[3] == "–"


def test_an_act_that_nothing_carries_out_is_shown_so(invented: PolicyPack) -> None:
    assert row(coverage_page(invented, SOURCES), "act `close`")[2] == "–"


def test_an_absent_article_expects_no_rule(invented: PolicyPack) -> None:
    page = coverage_page(invented, SOURCES)

    section = page.split("## art-05")[1]
    assert "status: absent" in section
    assert "No rule is expected." in section


def test_a_stale_page_is_refused_with_the_command_that_renews_it(
    spoil: Spoil, capsys: pytest.CaptureFixture[str]
) -> None:
    path: Path = spoil("pack.yaml", "id: _fictional", "id: _fictional")

    assert packs_cli.coverage(path, write=False) == packs_cli.REFUSED
    assert "pack coverage _fictional" in capsys.readouterr().err

    assert packs_cli.coverage(path, write=True) == packs_cli.DONE
    assert (path / GENERATED).is_file()
    assert packs_cli.coverage(path, write=False) == packs_cli.DONE


def test_the_page_of_the_law_says_each_article_in_both_languages(
    invented: PolicyPack,
) -> None:
    page = law_page(invented)

    assert "## 第四条 程序 · art. 4 Procedure" in page
    assert "`leaving.post`" in page
    assert "Which line binds?" in page
    assert "`nominate` → `post`, `close`" in page
    assert "These rules are invented." in page
