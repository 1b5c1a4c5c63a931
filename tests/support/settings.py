"""Settings for tests: the application's, on a server and data folder of their own."""

from __future__ import annotations

import os
from pathlib import Path

from tuopin.web import embedded
from tuopin.web.catalogs import compile_catalogs
from tuopin.web.secret_keys import make_keys

DATA_OF_TESTS = Path(__file__).resolve().parents[2] / "var" / "test"
os.environ["TUOPIN_DATA"] = str(DATA_OF_TESTS)
make_keys(DATA_OF_TESTS)
# Before Django reads them: it reads each catalogue once.
compile_catalogs(DATA_OF_TESTS.parents[1] / "locale")
STARTED_HERE = False
if "DATABASE_URL" not in os.environ:
    STARTED_HERE = embedded.start(DATA_OF_TESTS)
    _connection = embedded.read_connection(DATA_OF_TESTS)
    assert _connection is not None
    embedded.make_roles(_connection)
    embedded.forget_durability(_connection)

from tuopin.web.settings import *  # noqa: E402, F403  (needs the environment above)
from tuopin.web.settings import DATABASES  # noqa: E402  (as above)

TEST_DATABASE = f"tuopin_test_{os.getpid()}"
for _database in DATABASES.values():
    _database["NAME"] = TEST_DATABASE
    _database["CONN_MAX_AGE"] = 0

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
