"""Why a data folder's server may fail to start; imports nothing, as commands must."""

from __future__ import annotations


class UnableToStart(RuntimeError):
    """The server cannot run here; the message says why and what to do."""
