"""The hand-written SQL, run on one span of the sorted files after the other.

What an expert would do next: the hash tables of a span stay in the processor's caches.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from judging.contenders.hand_sql import OUTCOMES, WORDED, connect

SPAN = 450_000


def judge(register: Path, out: Path) -> None:
    """Judge every household."""
    connection = connect(out)
    writer = None
    for span in spans(register):
        tables = {
            table: f"(FROM '{register}/{table}.parquet' WHERE 户编号 {span})"
            for table in ("households", "members", "surveys")
        }
        query = OUTCOMES.format(worded=WORDED, **tables)
        found = connection.sql(query).to_arrow_table()
        writer = writer or pq.ParquetWriter(out, found.schema, compression="zstd")
        writer.write_table(found)
    if writer is not None:
        writer.close()


def spans(register: Path) -> list[str]:
    """Return conditions that cut the households after about so many."""
    groups = pq.ParquetFile(register / "households.parquet").metadata
    cuts, count, least = [], 0, ""
    for at in range(groups.num_row_groups):
        group = groups.row_group(at)
        count += group.num_rows
        greatest = group.column(0).statistics.max
        if count >= SPAN or at == groups.num_row_groups - 1:
            cuts.append(f"> '{least}' AND 户编号 <= '{greatest}'")
            count, least = 0, greatest
    return cuts
