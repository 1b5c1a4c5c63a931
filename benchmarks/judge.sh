#!/bin/sh
# Judge the same invented registers in ten ways and write what each costs:
#   sh benchmarks/judge.sh [--sizes 10000,1000000,10000000] [--rounds 3] [--nation]
#                          [--only product,openfisca] [--data DIR] [--out DIR]
# The first call builds a virtual environment of its own in var/benchmarks.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
venv="$root/var/benchmarks/venv"
stamp="$venv/requirements.lock"

if ! cmp -s "$here/requirements.lock" "$stamp"; then
    printf 'Setting up %s (first time only)…\n' "$venv" >&2
    mkdir -p "$root/var/benchmarks"
    "${TUOPIN_PYTHON:-python3}" -m venv --clear "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        --require-hashes --requirement "$here/requirements.lock"
    cp "$here/requirements.lock" "$stamp"
fi

PYTHONPATH="$here:$root/src" exec "$venv/bin/python" -m judging.run "$@"
