"""The embedded server: whom it lets in, and what it leaves alone."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection, connections

from tuopin.web import embedded


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A data folder below one that only its owner may enter."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    yield closed / "office"
    server = embedded.read_connection(closed / "office")
    embedded.stop(closed / "office")
    if server is not None:
        shutil.rmtree(Path(server.host).parent)


@pytest.mark.django_db
def test_the_application_is_neither_superuser_nor_owner_and_bypasses_nothing() -> None:
    with connection.cursor() as cursor:
        row = cursor.execute(
            "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles"
            " WHERE rolname = current_user"
        ).fetchone()

    assert row == ("tuopin_app", False, False)


def test_nobody_gets_in_without_a_password(own_database: str) -> None:
    host = connections["default"].settings_dict["HOST"]

    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host=host, user="tuopin_app", dbname=own_database)


def test_starting_leaves_the_folders_above_the_data_folder_alone(
    folder: Path,
) -> None:
    before = {path: stat.S_IMODE(path.stat().st_mode) for path in folder.parents}
    accounts = Path("/etc/passwd").read_bytes()

    embedded.start(folder)

    after = {path: stat.S_IMODE(path.stat().st_mode) for path in before}
    assert after == before
    assert Path("/etc/passwd").read_bytes() == accounts


def test_the_server_never_runs_as_root_and_its_socket_is_its_own(folder: Path) -> None:
    embedded.start(folder)

    server = embedded.read_connection(folder)
    assert server is not None
    socket_folder = Path(server.host).stat()
    assert socket_folder.st_uid != 0
    assert os.geteuid() in (0, socket_folder.st_uid)
    assert stat.S_IMODE(socket_folder.st_mode) == 0o700


def test_programs_that_cannot_be_reached_run_from_a_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody = embedded.Account(os.geteuid() + 1, os.getegid(), "somebody")
    monkeypatch.setattr(embedded, "SHARED_PLACE", tmp_path)
    monkeypatch.setattr(embedded, "_may_run", lambda account, program: False)

    programs = embedded._programs_for(somebody)

    said = subprocess.run(
        [programs / "initdb", "--version"], capture_output=True, text=True, check=True
    )
    assert tmp_path in programs.parents
    assert "PostgreSQL" in said.stdout
