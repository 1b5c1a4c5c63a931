"""Documents point at things that are there, and speak of the project alone."""

from __future__ import annotations

import re

import pytest

from tests.code_health.sources import ROOT, told

DOCUMENTS = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not {".venv", "var", "node_modules"} & set(path.parts)
)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_of_a_document_leads_somewhere(path) -> None:
    text = path.read_text(encoding="utf-8")

    dead = [link for link in LINK.findall(text) if not (path.parent / link).exists()]

    assert not dead, told(dead)


def test_every_stage_says_what_it_holds() -> None:
    packages = [
        path
        for path in sorted((ROOT / "src" / "tuopin").iterdir())
        if (path / "__init__.py").exists()
    ]

    silent = [path.name for path in packages if not (path / "README.md").exists()]

    assert not silent, told(silent)


def test_the_readme_in_chinese_names_the_same_commands_as_the_one_in_english() -> None:
    def commands(name: str) -> set[str]:
        text = (ROOT / name).read_text(encoding="utf-8")
        return set(re.findall(r"\./tuopin [a-z]+(?: [a-z]+)?", text))

    assert commands("README.md") == commands("README.zh.md")
