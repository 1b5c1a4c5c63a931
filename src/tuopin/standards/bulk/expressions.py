"""A pack's criteria as Ibis expressions over a register's tables, built once a pack.

An outcome is a nullable boolean: true met, false not met, null unknown; SQL joins
those as the rulebook does. Figures are compared as whole numbers, never divided.
Only this module imports Ibis, which takes a quarter of a second.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import reduce

import ibis
import ibis.expr.types as ir

from tuopin.rulebook.criteria import (
    AgeBetween,
    AllOf,
    Amount,
    AmountPerMember,
    AnyOf,
    Comparison,
    EveryMember,
    Measure,
    Named,
    OneOf,
    Ratio,
    SomeMember,
    YesNo,
)
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.measured import Scope, figure
from tuopin.rulebook.names_read import names_read
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.units import Unit
from tuopin.standards.bulk.tables import (
    RegisterTables,
    Table,
    TableColumn,
    read_tables,
)

HUNDREDTHS = 100
"""Money and numbers are whole numbers of hundredths, such as fen."""

IBIS_TYPES = {
    "BIGINT": "int64",
    "BOOLEAN": "boolean",
    "VARCHAR": "string",
    "DATE": "date",
}
# A measure of members, as a number. Of every member the least decides: what one fails
# the household fails, and what is unknown of one is unknown of all. Of some member the
# greatest does.
FAILS, UNKNOWN, MEETS = 0, 1, 2

Late = Callable[[ir.Table], ir.BooleanValue]
"""An expression to be made of the joined table, once it is there."""


@dataclass
class Graph:
    """What is to be computed for each unit: a row per unit, a column per criterion.

    Households have `id`, `village`, `members`, `surveyed_on`, `all` and the criteria,
    and `registered`: how often the register has the household, which has to be once.
    Villages have `id`, `all` and the criteria.
    """

    households: ir.Table | None = None
    villages: ir.Table | None = None
    kept: ir.Table | None = None
    from_kept: ir.Table | None = None


def build(pack: PolicyPack, year: int) -> Graph:
    """Build the graph of a pack and a year; raises MissingFigure.

    `kept` has a row per household with all that its outcomes are made of, and
    `from_kept` makes them of such a table instead of the register's three.
    """
    tables = read_tables(pack)
    scope = Scope.of(pack, year)
    graph = Graph()
    if Unit.HOUSEHOLD in tables.units:
        building = _Households(pack, scope, tables)
        kept = building.kept()
        graph.kept = kept
        graph.households = building.judged(kept)
        graph.from_kept = building.judged(ibis.table(kept.schema(), name="kept"))
    if Unit.VILLAGE in tables.units:
        graph.villages = _villages(pack, scope, tables)
    return graph


@dataclass
class _Households:
    """The columns that each table contributes, gathered while criteria are read."""

    pack: PolicyPack
    scope: Scope
    tables: RegisterTables
    found: dict[Table, dict[str, ir.Value]] = field(default_factory=dict)
    best: set[str] = field(default_factory=set)
    """The measures that one member decides by meeting them."""

    def __post_init__(self) -> None:
        self.source = {
            table: _unbound(table, self.tables.columns[table])
            for table in (Table.HOUSEHOLDS, Table.MEMBERS, Table.SURVEYS)
        }
        self.found = {table: {} for table in self.source}
        self.late: dict[str, Late] = {
            criterion.id: self._late(criterion.measure, criterion.id)
            for criterion in self.pack.criteria(Unit.HOUSEHOLD)
        }

    def judged(self, joined: ir.Table) -> ir.Table:
        """Return the households of a table such as `kept` with their outcomes."""
        outcomes = {name: late(joined) for name, late in self.late.items()}
        judged = joined.select(
            "id", "village", "members", "surveyed_on", "registered", **outcomes
        )
        every = _all([judged[name] for name in outcomes])
        return judged.mutate(all=every).relocate("all", before=next(iter(outcomes)))

    def kept(self) -> ir.Table:
        """Return one row per household of the register, and of what stands alone.

        A household that is only in another table is there too, `registered` 0 times.
        """
        members = self._rows_of_members()
        households = self._rows_of_households(members)
        rows = ibis.union(households, members)
        own = [*self.found[Table.HOUSEHOLDS]]
        grouped = rows.group_by("id").aggregate(
            village=rows.village.max(),
            registered=rows.household.sum().cast("int64"),
            members=rows.member.sum().cast("int64"),
            **{name: rows[name].max() for name in own},
            **{
                name: rows[name].max() if name in self.best else rows[name].min()
                for name in self.found[Table.MEMBERS]
            },
        )
        surveys = self._surveys_of_the_year()
        return grouped.left_join(surveys, grouped.id == surveys.household).drop(
            "household"
        )

    def _rows_of_members(self) -> ir.Table:
        members = self.source[Table.MEMBERS]
        own = self.found[Table.HOUSEHOLDS]
        asked = self.found[Table.MEMBERS]
        answered = members.select("household", **asked)
        return answered.select(
            id=answered.household,
            village=ibis.null("string"),
            household=ibis.null("int8"),
            member=ibis.literal(1, "int8"),
            **{name: ibis.null(column.type()) for name, column in own.items()},
            **{name: _code(answered[name]) for name in asked},
        )

    def _rows_of_households(self, members: ir.Table) -> ir.Table:
        households = self.source[Table.HOUSEHOLDS]
        return households.select(
            id=households.household,
            village=households.village,
            household=ibis.literal(1, "int8"),
            member=ibis.null("int8"),
            **self.found[Table.HOUSEHOLDS],
            **{
                name: ibis.null(members[name].type())
                for name in self.found[Table.MEMBERS]
            },
        )

    def _surveys_of_the_year(self) -> ir.Table:
        """Return what the surveys of the year say; several are the engine's matter."""
        surveys = self.source[Table.SURVEYS]
        year = self.scope.year
        in_year = surveys.surveyed_on.between(date(year, 1, 1), date(year, 12, 31))
        return surveys.filter(in_year).select(
            "household", "surveyed_on", **self.found[Table.SURVEYS]
        )

    def _late(self, measure: Measure, name: str) -> Late:
        """Return how a measure reads off the joined table; add what that needs."""
        table = self._only_table(measure)
        if table is not None:
            rows = self.source[table]
            return self._add(table, name, boolean(measure, rows, self.scope))
        match measure:
            case AllOf() | AnyOf():
                join = _all if isinstance(measure, AllOf) else _any
                late = [
                    self._late(part, f"{name}_{at}")
                    for at, part in enumerate(measure.parts)
                ]
                return lambda joined: join([part(joined) for part in late])
            case EveryMember() | SomeMember():
                return self._members(measure, name)
            case AmountPerMember() | Amount():
                return self._amount(measure, name)
            case _:
                return lambda joined: ibis.null("boolean")

    def _only_table(self, measure: Measure) -> Table | None:
        """Return the one table that says everything a measure asks, if one does."""
        if any(_asks_members(part) for part in _parts(measure)):
            return None
        of = self.tables.table_of[Unit.HOUSEHOLD]
        read = {of.get(name) for name in names_read(measure)}
        return read.pop() if len(read) == 1 else None

    def _add(self, table: Table, name: str, column: ir.Value) -> Late:
        self.found[table][name] = column
        return lambda joined: joined[name]

    def _members(self, measure: EveryMember | SomeMember, name: str) -> Late:
        members = self.source[Table.MEMBERS]
        outcome = boolean(measure.each, members, self.scope)
        if isinstance(measure, SomeMember):
            self.best.add(name)
        elif measure.where is not None:
            # Where the rule is not about a member, nothing is asked of that member.
            outcome = ~boolean(measure.where, members, self.scope) | outcome
        self.found[Table.MEMBERS][name] = outcome
        return lambda joined: ibis.cases(
            (joined[name] == MEETS, True), (joined[name] == FAILS, False)
        )

    def _amount(self, measure: AmountPerMember | Amount, name: str) -> Late:
        of = self.tables.table_of[Unit.HOUSEHOLD]
        names = (*measure.add, *measure.subtract)
        parts = list(dict.fromkeys(of.get(one) for one in names))
        if None in parts:
            return lambda joined: ibis.null("boolean")
        for at, table in enumerate(parts):
            assert table is not None
            rows = self.source[table]
            self.found[table][f"{name}_{at}"] = _total(
                rows,
                [one for one in measure.add if of[one] is table],
                [one for one in measure.subtract if of[one] is table],
            )
        limit = _limit(measure, self.scope)

        def late(joined: ir.Table) -> ir.BooleanValue:
            total = _sum([joined[f"{name}_{at}"] for at in range(len(parts))])
            per_member = isinstance(measure, AmountPerMember)
            share = joined.members if per_member else ibis.literal(1, "int64")
            return _compared(measure.test, total, share, limit)

        return late


def _code(outcome: ir.BooleanValue) -> ir.IntegerValue:
    code = ibis.cases((outcome, MEETS), (~outcome, FAILS), else_=UNKNOWN)
    return code.cast("int8")


def _villages(pack: PolicyPack, scope: Scope, tables: RegisterTables) -> ir.Table:
    rows = _unbound(Table.VILLAGES, tables.columns[Table.VILLAGES])
    of_year = rows.filter(rows.year == scope.year)
    outcomes = {
        criterion.id: boolean(criterion.measure, of_year, scope)
        for criterion in pack.criteria(Unit.VILLAGE)
    }
    judged = of_year.select(id=of_year.village, **outcomes)
    every = _all([judged[name] for name in outcomes])
    return judged.mutate(all=every).relocate("all", before=next(iter(outcomes)))


def _unbound(table: Table, columns: Sequence[TableColumn]) -> ir.Table:
    types = {column.name: IBIS_TYPES[column.sql_type] for column in columns}
    return ibis.table(types, name=table)


def _parts(measure: Measure) -> Iterable[Measure]:
    yield measure
    if isinstance(measure, AllOf | AnyOf):
        for part in measure.parts:
            yield from _parts(part)


def _asks_members(measure: Measure) -> bool:
    return isinstance(measure, EveryMember | SomeMember | AmountPerMember)


def boolean(measure: Measure, rows: ir.Table, scope: Scope) -> ir.BooleanValue:
    """Return a measure of one table's rows as a nullable boolean.

    A fact that the table has no column for is unknown. Raises MissingFigure.
    """
    match measure:
        case YesNo():
            answer = _column(rows, measure.fact, "boolean")
            return answer if measure.met_by else ~answer
        case OneOf():
            grade = _column(rows, measure.fact, "string")
            return ibis.cases(
                (grade.isin(measure.passing), True),
                (grade.isin(measure.failing), False),
            )
        case Named():
            return _named(measure, _column(rows, measure.fact, "string"))
        case AgeBetween():
            return _age_between(measure, _column(rows, measure.fact, "date"), scope)
        case Ratio():
            return _ratio(measure, rows, scope)
        case Amount():
            total = _total(rows, measure.add, measure.subtract)
            one = ibis.literal(1, "int64")
            return _compared(measure.test, total, one, _limit(measure, scope))
        case AllOf():
            return _all([boolean(part, rows, scope) for part in measure.parts])
        case AnyOf():
            return _any([boolean(part, rows, scope) for part in measure.parts])
        case _:
            raise TypeError(f"{type(measure).__name__} asks about members")


def _column(rows: ir.Table, fact: str, type_: str) -> ir.Value:
    return rows[fact] if fact in rows.columns else ibis.null(type_)


def _named(measure: Named, name: ir.StringValue) -> ir.BooleanValue:
    """Say whether a text, without the blanks around it, names what counts."""
    others = [other for other in measure.other_than if other]
    counts = name.notin(others) if others else ibis.literal(True)
    if measure.blank is Outcome.UNKNOWN:
        return ibis.cases((name.notnull(), counts))
    blank = measure.blank is Outcome.MET
    return ibis.cases((name.notnull(), counts), else_=blank)


def _age_between(
    measure: AgeBetween, born_on: ir.DateValue, scope: Scope
) -> ir.BooleanValue:
    """Say whether so many years are completed on the day, without counting them."""
    youngest = _day_after(measure, scope.year - measure.first)
    oldest = _day_after(measure, scope.year - measure.last - 1)
    return (born_on < youngest) & (born_on >= oldest)


def _day_after(measure: AgeBetween, year: int) -> date:
    """Return the first date of birth that is too late to have had the birthday."""
    try:
        return date(year, measure.month, measure.day) + timedelta(days=1)
    except ValueError:  # 29 February in a year without one
        return date(year, measure.month + 1, 1)


def _ratio(measure: Ratio, rows: ir.Table, scope: Scope) -> ir.BooleanValue:
    if not {measure.part, measure.whole} <= set(rows.columns):
        return ibis.null("boolean")
    part, whole = rows[measure.part], rows[measure.whole]
    share = Fraction(figure(measure.threshold, scope))
    compared = _compared(measure.test, part, whole, share)
    nothing = {
        Outcome.MET: ibis.literal(True),
        Outcome.NOT_MET: ibis.literal(False),
        Outcome.UNKNOWN: ibis.null("boolean"),
    }[measure.zero_whole]
    # Where the part exceeds its whole one of both is wrong, and which is not known.
    impossible = (part > whole, ibis.null("boolean"))
    return ibis.cases(impossible, (whole == 0, nothing), else_=compared)


def _total(
    rows: ir.Table, add: Sequence[str], subtract: Sequence[str]
) -> ir.IntegerValue:
    """Return a sum in fen: null where one amount is not known."""
    total = _sum([_column(rows, name, "int64") for name in add] or [_nothing()])
    for name in subtract:
        total = total - _column(rows, name, "int64")
    return total


def _nothing() -> ir.IntegerValue:
    return ibis.literal(0, "int64")


def _limit(measure: Amount | AmountPerMember, scope: Scope) -> Fraction:
    """Return a threshold in the unit in which the facts are kept."""
    whole = measure.step == 1
    return Fraction(figure(measure.threshold, scope)) * (1 if whole else HUNDREDTHS)


def _compared(
    test: Comparison,
    amount: ir.IntegerValue,
    share: ir.IntegerValue,
    limit: Fraction,
) -> ir.BooleanValue:
    """Compare an amount with a limit times a share, by multiplying both sides."""
    left = amount * limit.denominator if limit.denominator != 1 else amount
    return _COMPARE[test](left, share * limit.numerator)


_COMPARE: dict[Comparison, Callable[[ir.Value, ir.Value], ir.BooleanValue]] = {
    Comparison.ABOVE: operator.gt,
    Comparison.AT_LEAST: operator.ge,
    Comparison.AT_MOST: operator.le,
    Comparison.BELOW: operator.lt,
}


def _sum(parts: Sequence[ir.IntegerValue]) -> ir.IntegerValue:
    return reduce(operator.add, parts)


def _all(parts: Sequence[ir.BooleanValue]) -> ir.BooleanValue:
    return reduce(operator.and_, parts) if parts else ibis.literal(True)


def _any(parts: Sequence[ir.BooleanValue]) -> ir.BooleanValue:
    return reduce(operator.or_, parts) if parts else ibis.literal(False)


def as_sql(pack: PolicyPack, year: int, dialect: str) -> dict[str, str]:
    """Return what the graph computes as SQL of a dialect; raises MissingFigure."""
    graph = build(pack, year)
    parts = {
        "households": graph.households,
        "villages": graph.villages,
        "kept": graph.kept,
        "from_kept": graph.from_kept,
    }
    return {
        name: str(ibis.to_sql(part, dialect=dialect, pretty=True))
        for name, part in parts.items()
        if part is not None
    }
