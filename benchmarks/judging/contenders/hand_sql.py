"""Hand-written DuckDB SQL: one query, streamed from Parquet to Parquet.

It trusts its data: no cell is looked at twice, no row is counted.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import duckdb

from judging.outcomes import COLUMNS

OUTCOMES = """
WITH counted AS (
  SELECT 户编号, count(*) AS members,
    min(CASE WHEN 参加新型农村合作医疗 = '是' OR 其他医疗保障 <> '无' THEN 2
      WHEN 参加新型农村合作医疗 = '否' THEN 0 ELSE 1 END) AS insured,
    min(CASE WHEN 出生日期 < DATE '2001-09-01' OR 出生日期 > DATE '2011-08-31'
      OR 失学辍学 = '否' OR (失学辍学 = '是' AND 失学辍学原因 <> '因贫') THEN 2
      WHEN 出生日期 IS NOT NULL AND 失学辍学 = '是' AND 失学辍学原因 = '因贫' THEN 0
      ELSE 1 END) AS at_school,
    min(CASE WHEN 劳动技能 IN ('丧失劳动力', '无劳动力') THEN 2
      WHEN 劳动技能 IS NULL THEN 1 ELSE 0 END) AS without_labor
  FROM {members} GROUP BY 户编号
),
surveyed AS (
  SELECT * FROM {surveys} WHERE 调查日期 BETWEEN DATE '2017-01-01' AND DATE '2017-12-31'
),
judged AS (
  SELECT h.户编号 AS id, h.村代码 AS village, coalesce(members, 0)::INTEGER AS members,
    调查日期 AS surveyed_on,
    CASE at_school WHEN 0 THEN false WHEN 2 THEN true END AS compulsory_education,
    吃穿不愁 = '是' AS food_and_clothing,
    工资性收入 + 生产经营性收入 + 财产性收入 + 转移性收入 - 生产经营性支出
      > 2952 * members AS income,
    CASE insured WHEN 0 THEN false WHEN 2 THEN true END AS medical_enrollment,
    水质 <> '不安全' AND 水量 <> '不安全' AND 取水方便程度 <> '不安全'
      AND 供水保证率 <> '不安全' AS safe_drinking_water,
    住房等级 IN ('A', 'B') AS safe_housing,
    稳定增收渠道 NOT IN ('无', '低保金', '低保', '最低生活保障金')
      OR (稳定增收渠道 <> '无'
        AND CASE without_labor WHEN 0 THEN false WHEN 2 THEN true END)
      AS stable_income_source
  FROM {households} h LEFT JOIN counted c USING (户编号)
    LEFT JOIN surveyed s USING (户编号)
),
joined AS (
  SELECT *, compulsory_education AND food_and_clothing AND income AND medical_enrollment
    AND safe_drinking_water AND safe_housing AND stable_income_source AS "all"
  FROM judged
)
SELECT 'household' AS unit, id, village, members, surveyed_on, {worded} FROM joined
"""
WORDED = ", ".join(
    f'CASE WHEN "{name}" THEN \'met\'::outcome WHEN NOT "{name}"'
    f" THEN 'not_met'::outcome ELSE 'unknown'::outcome END AS \"{name}\""
    for name in COLUMNS
)


def connect(out: Path) -> duckdb.DuckDBPyConnection:
    """Open DuckDB; what does not fit into memory spills beside the output."""
    connection = duckdb.connect(
        config={
            "preserve_insertion_order": False,
            "temp_directory": f"{out}.spill",
        }
    )
    connection.execute("CREATE TYPE outcome AS ENUM ('met', 'not_met', 'unknown')")
    return connection


def judge(register: Path, out: Path) -> None:
    """Judge every household."""
    tables = {
        table: f"'{register}/{table}.parquet'"
        for table in ("households", "members", "surveys")
    }
    query = OUTCOMES.format(worded=WORDED, **tables)
    connect(out).execute(
        f"COPY ({query}) TO '{out}' (FORMAT parquet, COMPRESSION zstd)"
    )


def one(register: Path) -> Callable[[], object]:
    """Return what judges the next household from tables in memory, prepared once."""
    connection = connect(register)
    tables = {}
    for table in ("households", "members", "surveys"):
        connection.execute(f"CREATE TABLE {table} AS FROM '{register}/{table}.parquet'")
        tables[table] = f"(FROM {table} WHERE 户编号 = $1)"
    query = OUTCOMES.format(worded=WORDED, **tables)
    connection.execute(f"PREPARE one_household AS {query}")
    numbers = connection.execute("SELECT 户编号 FROM households LIMIT 1000").fetchall()
    chosen = cycle(number for (number,) in numbers)

    def judged() -> object:
        return connection.execute(f"EXECUTE one_household('{next(chosen)}')").fetchone()

    return judged
