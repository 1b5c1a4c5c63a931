"""The office's three likeliest mistakes, made on purpose: the count must find each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from unittest import mock

import psycopg

from tuopin.survey.operations import submitting

SUBMITTING = submitting.__name__
UNIQUE = ("a_content_comes_once", "an_id_has_one_content")


def drop_unique_indexes(attacker: psycopg.Connection) -> None:
    """Take away what the database itself holds about submissions."""
    for name in UNIQUE:
        attacker.execute(
            f"ALTER TABLE survey_surveysubmission DROP CONSTRAINT IF EXISTS {name}"
        )
        attacker.execute(f"DROP INDEX IF EXISTS {name}")


@contextmanager
def without_memory() -> Iterator[None]:
    """Take every submission for one that never came before."""
    with mock.patch(f"{SUBMITTING}.fieldwork.submissions_of", return_value={}):
        yield


@contextmanager
def last_write_wins() -> Iterator[None]:
    """Take whatever comes, in the place of what there is."""
    agreeable = SimpleNamespace(SAME_ID=None)
    with (
        mock.patch(f"{SUBMITTING}._conflict", return_value=None),
        mock.patch(f"{SUBMITTING}.WhyPutAside", agreeable),
    ):
        yield
