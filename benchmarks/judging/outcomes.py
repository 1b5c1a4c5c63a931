"""Outcomes as small numbers, and the Parquet file that contenders write them to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

# The smaller of two is their *and*, the larger their *or*.
NOT_MET, UNKNOWN, MET = 0, 1, 2
WORDS = ("not_met", "unknown", "met")
CRITERIA = (
    "compulsory_education",
    "food_and_clothing",
    "income",
    "medical_enrollment",
    "safe_drinking_water",
    "safe_housing",
    "stable_income_source",
)
COLUMNS = ("all", *CRITERIA)
LINE = 295_200
"""The poverty line of 2017 in fen."""
ROWS = 100_000
Row = tuple[str, int, int, int, int, int, int, int, int]


class OutcomeFile:
    """A Parquet file of outcomes, written a batch at a time."""

    def __init__(self, path: Path) -> None:
        word = pa.dictionary(pa.int8(), pa.string())
        fields = [("id", pa.string()), *((name, word) for name in COLUMNS)]
        self._schema = pa.schema(fields)
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[Row] = []

    def __enter__(self) -> OutcomeFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._flush()
        self._writer.close()

    def add(self, row: Row) -> None:
        """Write a household: its number, all criteria joined, each criterion."""
        self._rows.append(row)
        if len(self._rows) == ROWS:
            self._flush()

    def add_columns(self, ids: object, columns: Sequence[object]) -> None:
        """Write many households from arrays of numbers, in the order of COLUMNS."""
        worded = [
            pa.DictionaryArray.from_arrays(pa.array(column, pa.int8()), WORDS)
            for column in columns
        ]
        known = pa.array(ids).cast(pa.string())
        self._writer.write_table(pa.table([known, *worded], schema=self._schema))

    def _flush(self) -> None:
        if self._rows:
            ids, *columns = zip(*self._rows, strict=True)
            self.add_columns(ids, columns)
            self._rows.clear()
