"""Polars by hand: a lazy plan, streamed from Parquet to Parquet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from judging.outcomes import CRITERIA

WORD = pl.Enum(["met", "not_met", "unknown"])
ALLOWANCES = ["无", "低保金", "低保", "最低生活保障金"]
col, lit, when = pl.col, pl.lit, pl.when


def judge(register: Path, out: Path) -> None:
    """Judge every household."""
    surveyed = pl.scan_parquet(register / "surveys.parquet").filter(
        col("调查日期").is_between(date(2017, 1, 1), date(2017, 12, 31))
    )
    judged = (
        pl.scan_parquet(register / "households.parquet")
        .select("户编号", "村代码")
        .join(counted(register), on="户编号", how="left", maintain_order="none")
        .join(surveyed, on="户编号", how="left", maintain_order="none")
        .select(
            lit("household").alias("unit"),
            col("户编号").alias("id"),
            col("村代码").alias("village"),
            col("members").fill_null(0).cast(pl.Int32),
            col("调查日期").alias("surveyed_on"),
            *criteria(),
        )
        .with_columns(pl.all_horizontal(CRITERIA).alias("all"))
    )
    worded = [
        when(name)
        .then(lit("met", WORD))
        .when(~col(name))
        .then(lit("not_met", WORD))
        .otherwise(lit("unknown", WORD))
        .alias(name)
        for name in ("all", *CRITERIA)
    ]
    judged.with_columns(worded).sink_parquet(
        out, compression="zstd", maintain_order=False
    )


def counted(register: Path) -> pl.LazyFrame:
    """Return a row per household that says what holds of all its members."""
    insured, other = col("参加新型农村合作医疗"), col("其他医疗保障")
    born, labor = col("出生日期"), col("劳动技能")
    is_out, cause = col("失学辍学"), col("失学辍学原因")
    return (
        pl.scan_parquet(register / "members.parquet")
        .select(
            "户编号",
            when((insured == "是") | (other != "无"))
            .then(2)
            .when(insured == "否")
            .then(0)
            .otherwise(1)
            .cast(pl.Int8)
            .alias("insured"),
            when(
                (born < date(2001, 9, 1))
                | (born > date(2011, 8, 31))
                | (is_out == "否")
                | ((is_out == "是") & (cause != "因贫"))
            )
            .then(2)
            .when(born.is_not_null() & (is_out == "是") & (cause == "因贫"))
            .then(0)
            .otherwise(1)
            .cast(pl.Int8)
            .alias("at_school"),
            when(labor.is_in(["丧失劳动力", "无劳动力"]))
            .then(2)
            .when(labor.is_null())
            .then(1)
            .otherwise(0)
            .cast(pl.Int8)
            .alias("without_labor"),
        )
        .group_by("户编号")
        .agg(
            pl.len().alias("members"),
            col("insured", "at_school", "without_labor").min(),
        )
    )


def criteria() -> list[pl.Expr]:
    """Return the criteria, each true, false or null."""
    money = [
        (col(name) * 100).cast(pl.Int64)
        for name in ("工资性收入", "生产经营性收入", "财产性收入", "转移性收入")
    ]
    net = sum(money[1:], money[0]) - (col("生产经营性支出") * 100).cast(pl.Int64)
    water = [
        col(name) != "不安全" for name in ["水质", "水量", "取水方便程度", "供水保证率"]
    ]
    source = col("稳定增收渠道")
    return [
        all_members("at_school").alias("compulsory_education"),
        (col("吃穿不愁") == "是").alias("food_and_clothing"),
        (net > 295_200 * col("members").cast(pl.Int64)).alias("income"),
        all_members("insured").alias("medical_enrollment"),
        pl.all_horizontal(water).alias("safe_drinking_water"),
        col("住房等级").is_in(["A", "B"]).alias("safe_housing"),
        (
            ~source.is_in(ALLOWANCES)
            | ((source != "无") & all_members("without_labor"))
        ).alias("stable_income_source"),
    ]


def all_members(name: str) -> pl.Expr:
    """Return whether all members meet it, from the worst of them."""
    worst = col(name)
    return when(worst == 2).then(True).when(worst == 0).then(False)
