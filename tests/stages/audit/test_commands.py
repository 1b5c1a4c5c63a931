"""The commands of the audit record say in plain words what they found and wrote."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connections

from tests.support.audited import Office, owner
from tuopin.office.audit.cli import export_command, verify_command
from tuopin.office.audit.verification import Tampering
from tuopin.office.policy.queries import PackChanged

XES = "{http://www.xes-standard.org/}"


@pytest.fixture
def own(office: Office) -> Iterator[psycopg.Connection]:
    """Connect as the command line does."""
    office.write("甲", "乙")
    office.seal()
    office.write("丙")
    with owner(office.connection.info.dbname) as connection:
        yield connection


def test_an_untouched_record_is_said_to_be_sound(
    office: Office, own: psycopg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    code = verify_command(own, keys=[office.key.verifier], checkpoints=office.folder)

    said = capsys.readouterr().out
    assert code == 0
    assert "核验通过" in said
    assert "待封存 1 条" in said
    assert said.splitlines()[-1].startswith("OK ")


def test_a_row_that_was_altered_is_named_with_what_to_do(
    office: Office,
    own: psycopg.Connection,
    attacker: psycopg.Connection,
    capsys: pytest.CaptureFixture[str],
) -> None:
    attacker.execute("UPDATE sample_ledger SET amount = 1 WHERE id = 2")

    code = verify_command(own, keys=[office.key.verifier], checkpoints=office.folder)

    said = capsys.readouterr().err
    assert code == 1
    assert "sample_ledger 2" in said
    assert "报督查部门" in said
    assert "art. 15" in said


def test_whoever_does_not_see_everything_cannot_verify(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    parameters = connections["default"].get_connection_params()
    wanted = {"host", "port", "user", "password", "dbname"}
    own = {name: value for name, value in parameters.items() if name in wanted}
    with psycopg.connect(**own, autocommit=True) as narrow:
        code = verify_command(narrow, keys=[office.key.verifier], checkpoints=None)

    assert code == 1
    assert "请使用数据库所有者账户" in capsys.readouterr().err


def test_a_pack_whose_files_are_others_is_said_in_words(
    office: Office, own: psycopg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    def reads_the_pack(_connection: psycopg.Connection) -> list[Tampering]:
        raise PackChanged("政策包的文件与采用时不同")

    code = verify_command(
        own, keys=[office.key.verifier], checkpoints=None, derived=[reads_the_pack]
    )

    assert (code, capsys.readouterr().err) == (1, "政策包的文件与采用时不同\n")


def test_the_event_log_has_a_trace_for_each_case_and_nobody_by_name(
    own: psycopg.Connection, tmp_path: Path
) -> None:
    log = tmp_path / "log.xes"

    code = export_command(own, keys=[], xes=log)

    root = ET.parse(log).getroot()
    traces = root.findall(f"{XES}trace")
    assert code == 0
    assert [trace[0].get("value") for trace in traces] == ["case:1", "case:2", "case:3"]
    event = traces[0].find(f"{XES}event")
    assert event is not None
    stated = {attribute.get("key"): attribute.get("value") for attribute in event}
    assert stated["concept:name"] == "sample.row.written"
    assert stated["time:timestamp"] == "2017-12-20T00:00:00.000+08:00"
    assert stated["org:role"] == "county_office"
    assert "王一" not in log.read_text()


def test_an_export_says_how_it_is_verified(
    office: Office,
    own: psycopg.Connection,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = export_command(own, keys=[office.key.verifier], to=tmp_path / "out")

    assert code == 0
    assert "tools/verify_audit.py" in capsys.readouterr().out


def test_an_export_into_a_full_folder_is_refused_with_its_name(
    office: Office,
    own: psycopg.Connection,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "mine.txt").touch()

    code = export_command(own, keys=[office.key.verifier], to=tmp_path)

    assert code == 1
    assert str(tmp_path) in capsys.readouterr().err
