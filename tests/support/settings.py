"""Settings for tests: the application's, on a server and data folder of their own."""

from __future__ import annotations

import os
from pathlib import Path

from tests.support import server
from tuopin.web.catalogs import compile_catalogs
from tuopin.web.secret_keys import make_keys

DATA_OF_TESTS = Path(__file__).resolve().parents[2] / "var" / "test"
os.environ["TUOPIN_DATA"] = str(DATA_OF_TESTS)
make_keys(DATA_OF_TESTS)
# Before Django reads them: it reads each catalogue once.
compile_catalogs(DATA_OF_TESTS.parents[1] / "locale")
if "DATABASE_URL" not in os.environ:
    server.come(DATA_OF_TESTS)

from tuopin.web.settings import *  # noqa: E402, F403  (needs the environment above)
from tuopin.web.settings import DATABASES  # noqa: E402  (as above)

TEST_DATABASE = f"{server.DATABASES_OF_TESTS}{os.getpid()}"
for _database in DATABASES.values():
    _database["NAME"] = TEST_DATABASE
    _database["CONN_MAX_AGE"] = 0

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
