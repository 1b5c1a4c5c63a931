"""Write a synthetic register of any size as Parquet, sorted, the same for one seed.

Nobody in it exists: its people have no names, identity numbers, phones or accounts,
and its village codes belong to no place. `sample` writes what an office would hand in;
this writes what a province or a nation would.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

HOUSEHOLDS_A_VILLAGE = 230
"""What 29.48 million households in 128,000 villages come to."""
SLICE = 1 << 16
"""A hash of 64 bits gives four numbers below this."""
BLANK = SLICE // 1000
"""So many of them leave an answer out."""


@dataclass(frozen=True)
class Plan:
    """How large a register, of which year, around which poverty line (yuan)."""

    households: int
    villages: int
    seed: int
    year: int
    line: Decimal

    @classmethod
    def of(
        cls,
        households: int,
        *,
        villages: int | None,
        seed: int,
        year: int,
        line: Decimal,
    ) -> Plan:
        """Return a plan; without a number of villages, with as many as usual."""
        usual = max(1, households // HOUSEHOLDS_A_VILLAGE)
        return cls(households, min(villages or usual, households), seed, year, line)


def write_nation(folder: Path, plan: Plan, told: Callable[[str], None]) -> None:
    """Write the four tables into a folder; `told` hears of each that is written.

    About one answer in a thousand is blank, one household in a thousand stands exactly
    on the line and another a fen above it, and one in two thousand has no member.
    """
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    for macro in _macros(plan):
        connection.execute(f"CREATE MACRO {macro}")

    def write(tables: Iterable[str]) -> None:
        for table in tables:
            _write(connection.cursor(), folder / f"{table}.parquet", QUERIES[table])
            told(table)

    # The numbers come from one row source each, which has no more than one thread.
    with ThreadPoolExecutor(2) as threads:
        for done in (threads.submit(write, tables) for tables in SIDE_BY_SIDE):
            done.result()


def _write(connection: duckdb.DuckDBPyConnection, path: Path, query: str) -> None:
    partial = path.with_name(f".{path.name}.partial")
    connection.execute(
        f"COPY ({query}) TO '{partial}' (FORMAT parquet, COMPRESSION zstd)"
    )
    partial.replace(path)


def _macros(plan: Plan) -> tuple[str, ...]:
    """Return what the queries are made of: places, chance, words."""
    return (
        f"households() AS {plan.households}",
        f"villages() AS {plan.villages}",
        f"year() AS {plan.year}",
        f"line() AS {int(plan.line * 100)}",
        "first_of(v) AS (v * households() + villages() - 1) // villages()",
        "village_of(i) AS (i * villages()) // households()",
        # Six digits of a county, three of a township, three of a village: of no place.
        "village_code(v) AS ((880000 + v // 250) * 1000 + 100 + (v // 10) % 25) * 1000"
        " + 200 + v % 10",
        "household(i) AS village_code(village_of(i)) * 100000"
        " + i - first_of(village_of(i))",
        f"chance(i, part) AS hash(i * 16 + part + {plan.seed * 10**12})",
        f"slice(h, nth) AS ((h >> (16 * nth)) & {SLICE - 1})::INTEGER",
        f"under(share, promille) AS share < promille * {SLICE} // 1000",
        "yuan(fen) AS ((fen)::DECIMAL(14, 0) * 0.01::DECIMAL(3, 2))::DECIMAL(12, 2)",
        f"unless_blank(share, value) AS CASE WHEN share >= {BLANK} THEN value END",
        "answer(share, no) AS unless_blank(share,"
        f" CASE WHEN under(share - {BLANK}, no) THEN '否' ELSE '是' END)",
        "water(share) AS unless_blank(share, CASE WHEN under(share, 25) THEN '不安全'"
        " WHEN under(share, 190) THEN '基本安全' ELSE '安全' END)",
        f"size_of(h) AS CASE WHEN slice(h, 0) < {SLICE // 2000} THEN 0"
        " WHEN under(slice(h, 1), 150) THEN 1 WHEN under(slice(h, 1), 395) THEN 2"
        " WHEN under(slice(h, 1), 635) THEN 3 WHEN under(slice(h, 1), 840) THEN 4"
        " WHEN under(slice(h, 1), 940) THEN 5 ELSE 6 END",
    )


VILLAGES = """
SELECT village_code(v)::VARCHAR AS "村代码", year() AS "年度",
  unless_blank(slice(h, 0), residents) AS "农业户籍人口",
  unless_blank(slice(h, 1), greatest(residents // 50 + slice(h, 2) % 41 - 20, 0))
    AS "剩余贫困人口",
  poor AS "建档立卡户数",
  poor - slice(h, 3) % 10 * poor // 300 AS "饮水安全户数",
  poor - slice(k, 0) % 10 * poor // 300 AS "住房安全户数",
  people AS "建档立卡人口数",
  people - slice(k, 1) % 10 * people // 400 AS "参合人口数",
  answer(slice(k, 2), 70) AS "通沥青水泥路",
  answer(slice(k, 3), 70) AS "新型农业经营主体",
  answer(slice(j, 0), 30) AS "村卫生室",
  answer(slice(j, 1), 70) AS "综合性文化服务中心",
  unless_blank(slice(j, 2) * 8, yuan(slice(j, 3) * 183)) AS "集体经济收入"
FROM (
  SELECT v, chance(v, 8) AS h, chance(v, 9) AS k, chance(v, 10) AS j,
    900 + (chance(v, 11) % 2300)::BIGINT AS residents,
    first_of(v + 1) - first_of(v) AS poor,
    greatest((first_of(v + 1) - first_of(v)) * 304 // 100, 1) AS people
  FROM range(villages()) t(v)
)
"""
HOUSEHOLDS = """
SELECT household(i)::VARCHAR AS "户编号",
  village_code(village_of(i))::VARCHAR AS "村代码",
  1 + slice(h, 0) % 6 || '组' AS "村民小组",
  CASE WHEN under(slice(h, 1), 550) THEN '一般贫困户'
    WHEN under(slice(h, 1), 900) THEN '低保贫困户' ELSE '五保贫困户' END AS "户属性",
  year() - 1 - slice(h, 2) % 3 AS "识别年度"
FROM (SELECT i, chance(i, 1) AS h FROM range(households()) t(i))
"""
SURVEYS = """
SELECT household(i)::VARCHAR AS "户编号",
  unless_blank(slice(h, 0) * 2, make_date(year(), 9, 1) + slice(h, 1) % 45)
    AS "调查日期",
  unless_blank(slice(h, 2), yuan(CASE WHEN edge THEN base ELSE base * 42 // 100 END))
    AS "工资性收入",
  unless_blank(slice(h, 3), yuan(CASE WHEN edge THEN 0 ELSE base * 38 // 100 END))
    AS "生产经营性收入",
  unless_blank(slice(k, 0), yuan(CASE WHEN edge THEN 0 ELSE base * 5 // 100 END))
    AS "财产性收入",
  unless_blank(slice(k, 1), yuan(CASE WHEN edge THEN 0 ELSE base * 27 // 100 END))
    AS "转移性收入",
  unless_blank(slice(k, 2), yuan(CASE WHEN edge THEN 0 ELSE base * 12 // 100 END))
    AS "生产经营性支出",
  unless_blank(slice(k, 3), CASE WHEN under(slice(k, 3), 300) THEN '务工'
    WHEN under(slice(k, 3), 550) THEN '种植业'
    WHEN under(slice(k, 3), 750) THEN '养殖业'
    WHEN under(slice(k, 3), 900) THEN '公益性岗位'
    WHEN under(slice(k, 3), 950) THEN '低保金' WHEN under(slice(k, 3), 970) THEN '无'
    ELSE '资产收益' END) AS "稳定增收渠道",
  answer(slice(j, 0), 15) AS "吃穿不愁",
  unless_blank(slice(j, 1), CASE WHEN under(slice(j, 1), 450) THEN 'A'
    WHEN under(slice(j, 1), 920) THEN 'B' WHEN under(slice(j, 1), 980) THEN 'C'
    ELSE 'D' END) AS "住房等级",
  water(slice(j, 2)) AS "水质", water(slice(j, 3)) AS "水量",
  water(slice(g, 0)) AS "取水方便程度", water(slice(g, 1)) AS "供水保证率"
FROM (
  SELECT *, under(slice(g, 2), 2) AS edge,
    CASE WHEN under(slice(g, 2), 1) THEN line() * size_of(whole)
      WHEN under(slice(g, 2), 2) THEN line() * size_of(whole) + 1
      ELSE line() * (600 + slice(g, 3) % 2000) // 1000
        * greatest(size_of(whole), 1) END::BIGINT AS base
  FROM (
    SELECT i, chance(i, 0) AS whole, chance(i, 2) AS h, chance(i, 3) AS k,
      chance(i, 4) AS j, chance(i, 5) AS g
    FROM range(households()) t(i)
  )
)
"""
MEMBERS = """
SELECT number::VARCHAR AS "户编号", (number * 100 + nth + 1)::VARCHAR AS "人编号",
  CASE WHEN slice(h, 0) % 2 = 0 THEN '男' ELSE '女' END AS "性别",
  unless_blank(slice(h, 1), born_on) AS "出生日期",
  CASE nth WHEN 0 THEN '户主' WHEN 1 THEN '配偶' ELSE '之子' END AS "与户主关系",
  CASE WHEN age < 16 OR age > 70 THEN '无劳动力'
    WHEN under(slice(k, 0), 600) THEN unless_blank(slice(k, 0), '普通劳动力')
    WHEN under(slice(k, 0), 800) THEN '弱劳动力或半劳动力'
    ELSE '丧失劳动力' END AS "劳动技能",
  answer(slice(k, 1), 15) AS "参加新型农村合作医疗",
  CASE WHEN under(slice(k, 1), 15) AND slice(k, 2) % 5 < 2
    THEN '职工基本医疗保险' END AS "其他医疗保障",
  CASE WHEN age BETWEEN 6 AND 15 THEN unless_blank(slice(k, 3),
    CASE WHEN under(slice(k, 3), 20) THEN '是' ELSE '否' END) END AS "失学辍学",
  CASE WHEN age BETWEEN 6 AND 15 AND under(slice(k, 3), 20)
      AND slice(k, 3) >= 65 THEN
    CASE slice(k, 2) % 10 WHEN 0 THEN NULL WHEN 1 THEN '厌学' WHEN 2 THEN '因病'
      ELSE '因贫' END END AS "失学辍学原因"
FROM (
  SELECT *, make_date(year() - age, 8, 31) - slice(h, 3) % 365 AS born_on
  FROM (
    SELECT number, nth, h, chance(i * 8 + nth, 7) AS k,
      CASE WHEN nth < 2 THEN 25 + slice(h, 2) % 55 ELSE slice(h, 2) % 40 END AS age
    FROM (
      SELECT i, number, nth, chance(i * 8 + nth, 6) AS h
      FROM (SELECT i, household(i) AS number, size_of(chance(i, 0)) AS size
            FROM range(households()) t(i)) AS family,
        LATERAL (SELECT unnest(range(family.size)) AS nth)
    )
  )
)
"""
QUERIES = {
    "villages": VILLAGES,
    "households": HOUSEHOLDS,
    "surveys": SURVEYS,
    "members": MEMBERS,
}
SIDE_BY_SIDE = (("members",), ("surveys", "households", "villages"))
