"""A pack as a page for people to read: articles, criteria, acts and open readings."""

from __future__ import annotations

from collections.abc import Iterator

from tuopin.rulebook.citation import Citation
from tuopin.rulebook.pack import Article, Basis, Interpretation, PolicyPack
from tuopin.rulebook.procedure import (
    ActRule,
    Procedure,
    Publicity,
    TimeLimit,
    TimetableRule,
)


def law_page(pack: PolicyPack) -> str:
    """Write what the pack makes of each article, in Chinese and in English."""
    lines = [
        f"# {pack.title.zh}",
        "",
        pack.title.en,
        "",
        "由政策包生成，不要手改。Generated from the pack by `./tuopin pack coverage`.",
        "",
        *_basis(pack),
    ]
    for procedure in pack.procedures.values():
        picture = f"procedure-{pack.id}-{procedure.id}.svg"
        lines += [f"![{procedure.title.zh} {procedure.title.en}]({picture})", ""]
    for article in pack.articles.values():
        lines += _article(article)
        lines += [f"- {line}" for line in _rules(pack, article.id)]
        if lines[-1]:
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _basis(pack: PolicyPack) -> list[str]:
    """Say so where the pack was not written from the text itself."""
    source = pack.source
    if source.basis is Basis.TEXT:
        return []
    if source.basis is Basis.INVENTED:
        return ["本包的规定是虚构的。These rules are invented.", ""]
    return [
        f"编写时未见原文，依据：{source.title.zh}。数值和程序均待以原文核对"
        f"（`{source.note}`）。",
        "",
        f"Written without the text itself, from: {source.title.en}. Every figure and "
        f"act is to be held against the text (`{source.note}`).",
        "",
    ]


def _article(article: Article) -> list[str]:
    label = Citation(article.id).label
    return [
        f"## {label.zh} {article.title.zh} · {label.en} {article.title.en}",
        "",
        article.reading.zh,
        "",
        article.reading.en,
        "",
    ]


def _rules(pack: PolicyPack, article: str) -> Iterator[str]:
    for criteria in pack.standards.values():
        for criterion in criteria.values():
            if criterion.cite.article == article:
                said = f"{criterion.title.zh} {criterion.title.en}"
                yield f"标准 criterion `{criterion.id}`: {said}"
    for procedure in pack.procedures.values():
        for act in procedure.acts.values():
            if act.cite.article == article:
                yield _act(procedure, act)
        for publicity in procedure.publicities.values():
            if publicity.cite.article == article:
                yield _publicity(publicity)
        for limit in procedure.time_limits:
            if limit.cite.article == article:
                yield _time_limit(procedure, limit)
        second = procedure.second_review
        if second is not None and second.cite.article == article:
            yield (
                f"异议复核 second review `{procedure.id}`: 答复之日起"
                f"{second.days}日内 within {second.days} days of the answer"
            )
        if procedure.timetable and procedure.timetable.cite.article == article:
            yield _timetable(procedure.timetable)
    for interpretation in pack.interpretations.values():
        if article in {cite.article for cite in interpretation.cites}:
            yield _reading(interpretation)


def _act(procedure: Procedure, act: ActRule) -> str:
    who_zh = "、".join(position.label.zh for position in act.performed_by)
    who_en = ", ".join(position.label.en for position in act.performed_by)
    requires = ", ".join(f"`{required}`" for required in act.requires) or "–"
    return (
        f"环节 act `{procedure.id}.{act.id}`: {act.title.zh} {act.title.en}; "
        f"{who_zh} ({who_en}); "
        f"须先完成 requires {requires}"
    )


def _publicity(publicity: Publicity) -> str:
    title = f"{publicity.title.zh} {publicity.title.en}"
    return (
        f"公示 publicity `{publicity.id}`: {title}, "
        f"{publicity.days} {publicity.day_unit} days, `{publicity.opened_by}` → "
        f"`{publicity.closed_by}`"
    )


def _time_limit(procedure: Procedure, limit: TimeLimit) -> str:
    acts = ", ".join(f"`{act}`" for act in limit.acts)
    return (
        f"时限 time limit `{procedure.id}.{limit.id}`: {limit.title.zh} "
        f"{limit.title.en}, {limit.days} calendar days, `{limit.counted_from}` → {acts}"
    )


def _timetable(rule: TimetableRule) -> str:
    years = f"{rule.first_year}–{rule.last_year}"
    return f"退出时序 timetable: {years}年逐村列明退出年度 every village's year of exit"


def _reading(interpretation: Interpretation) -> str:
    return (
        f"待确认 open reading `{interpretation.id}`: {interpretation.question.zh}"
        f"{interpretation.default.zh} {interpretation.question.en} "
        f"{interpretation.default.en}"
    )
