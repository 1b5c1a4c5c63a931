"""Write outcomes as one Parquet file, table by table or unit by unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tuopin.rulebook.findings import Finding
from tuopin.rulebook.units import Unit
from tuopin.standards.bulk.judged import Judged
from tuopin.standards.bulk.tables import ALL


@contextmanager
def table_writer(
    path: Path, said: Mapping[str, str]
) -> Iterator[Callable[[pa.Table], None]]:
    """Give a function that appends a table to the file, in a thread of its own.

    `said` is what the file says of itself.
    """
    writer: list[pq.ParquetWriter] = []

    def write(table: pa.Table) -> None:
        if not writer:
            writer.append(pq.ParquetWriter(path, table.schema, compression="zstd"))
            writer[0].add_key_value_metadata(dict(said))
        writer[0].write_table(table)

    waiting: list[Future[None]] = []
    with ThreadPoolExecutor(1) as thread:

        def append(table: pa.Table) -> None:
            while waiting:
                waiting.pop().result()
            waiting.append(thread.submit(write, table))

        try:
            yield append
            while waiting:
                waiting.pop().result()
        finally:
            thread.shutdown(wait=True)
            if writer:
                writer[0].close()


FINDING = pa.struct(
    [
        ("criterion", pa.string()),
        ("outcome", pa.string()),
        ("observed", pa.string()),
        ("threshold", pa.string()),
        ("cite", pa.string()),
        ("missing", pa.list_(pa.string())),
        ("reason_zh", pa.string()),
        ("reason_en", pa.string()),
    ]
)


class ParquetFile:
    """A row per unit, a column per criterion, and the findings that were asked for."""

    def __init__(
        self, path: Path, columns: Sequence[str], criteria: Mapping[Unit, Sequence[str]]
    ) -> None:
        self._columns = columns
        self._names = {unit: (ALL, *own) for unit, own in criteria.items()}
        self._schema = pa.schema(
            [
                ("unit", pa.string()),
                ("id", pa.string()),
                ("village", pa.string()),
                ("members", pa.int32()),
                ("surveyed_on", pa.date32()),
                *((name, pa.string()) for name in columns),
                ("findings", pa.list_(FINDING)),
            ]
        )
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")

    def add(self, batch: Sequence[Judged]) -> None:
        """Write a batch."""
        rows = [self._row(one) for one in batch]
        self._writer.write_table(pa.Table.from_pylist(rows, schema=self._schema))

    def _row(self, one: Judged) -> dict[str, object]:
        outcomes = dict(zip(self._names[one.unit], one.outcomes, strict=True))
        return {
            "unit": one.unit.value,
            "id": one.id,
            "village": one.village,
            "members": one.members,
            "surveyed_on": one.surveyed_on,
            **{name: outcome.value for name, outcome in outcomes.items()},
            "findings": [_finding(finding) for finding in one.findings] or None,
        }

    def close(self) -> None:
        """End the file."""
        self._writer.close()


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "criterion": finding.criterion,
        "outcome": finding.outcome.value,
        "observed": finding.observed,
        "threshold": finding.threshold,
        "cite": str(finding.cite),
        "missing": list(finding.missing),
        "reason_zh": finding.reason.zh,
        "reason_en": finding.reason.en,
    }
