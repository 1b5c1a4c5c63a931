"""One word per concept: what is stored goes by a name that the glossary has."""

from __future__ import annotations

import yaml
from django.apps import apps

from tests.code_health.sources import ROOT, told

GLOSSARY = yaml.safe_load((ROOT / "docs" / "glossary.yaml").read_text(encoding="utf-8"))


def test_every_model_is_called_by_a_word_of_the_glossary() -> None:
    known = {entry["identifier"] for entry in GLOSSARY}

    unknown = [
        model.__name__
        for model in apps.get_models()
        if model.__module__.startswith("tuopin.") and model.__name__ not in known
    ]

    assert not unknown, told(unknown)


def test_no_identifier_stands_for_two_concepts() -> None:
    identifiers = [entry["identifier"] for entry in GLOSSARY]

    twice = [name for name in set(identifiers) if identifiers.count(name) > 1]

    assert not twice, told(twice)


def test_every_word_is_given_in_both_languages() -> None:
    incomplete = [
        entry["identifier"] for entry in GLOSSARY if not entry["zh"] or not entry["en"]
    ]

    assert not incomplete, told(incomplete)
