"""Whether articles are all there and every citation finds one."""

from __future__ import annotations

from collections.abc import Iterator

from tuopin.rulebook.citation import Citation
from tuopin.rulebook.coherence.locating import locate, locate_heading
from tuopin.rulebook.document import PackFiles, Place
from tuopin.rulebook.faults import Fault
from tuopin.rulebook.pack import Article, ArticleStatus, PolicyPack
from tuopin.rulebook.parsing.packs import ARCHIVE_FILE
from tuopin.rulebook.text import Text

INTERPRETATIONS = "INTERPRETATION.md"


def article_faults(pack: PolicyPack, files: PackFiles) -> Iterator[Fault]:
    """Yield gaps in the numbering, dangling citations and untrue statuses."""
    yield from _gaps(pack)
    for place, cite in citations(pack, files):
        yield from _dangling(pack, place, cite)
    anchored = {cite.article for _, cite in citations(pack, files)}
    for article in pack.articles.values():
        if article.status is ArticleStatus.MODELLED and article.id not in anchored:
            yield Fault(
                Place(_file(article), 1),
                Text(
                    "标为已建模，却没有任何规则引用", "modelled, but nothing cites it"
                ),
                Text("引用本条的规则，或改状态", "a rule that cites it, or its status"),
            )


def citations(pack: PolicyPack, files: PackFiles) -> Iterator[tuple[Place, Citation]]:
    """Yield every citation of the pack with its place."""
    for unit, criteria in pack.standards.items():
        for criterion in criteria.values():
            file = f"standards/{unit}/{criterion.id}.yaml"
            yield locate(files, file, "cite"), criterion.cite
    yield from _in_facts(pack, files)
    for parameter in pack.parameters.values():
        file = f"parameters/{parameter.id}.yaml"
        yield locate(files, file, "cite"), parameter.cite
    yield from _in_procedures(pack, files)
    if pack.archive is not None:
        yield locate(files, ARCHIVE_FILE, "cite"), pack.archive.cite
    for interpretation in pack.interpretations.values():
        for cite in interpretation.cites:
            yield locate_heading(files, INTERPRETATIONS, interpretation.id), cite


def _in_facts(pack: PolicyPack, files: PackFiles) -> Iterator[tuple[Place, Citation]]:
    for unit, sheet in pack.facts.items():
        for fact in sheet.facts.values():
            place = locate(files, f"facts/{unit}.yaml", "facts", fact.name)
            for said in (fact, *fact.member_facts.values()):
                yield from ((place, cite) for cite in (said.cite,) if cite)


def _in_procedures(
    pack: PolicyPack, files: PackFiles
) -> Iterator[tuple[Place, Citation]]:
    for procedure in pack.procedures.values():
        file = f"procedures/{procedure.id}.yaml"
        yield locate(files, file, "cite"), procedure.cite
        for gate in procedure.gates.values():
            for cite in gate.cites:
                yield locate(files, file, "gates", gate.id), cite
        for act in procedure.acts.values():
            yield locate(files, file, "acts", act.id, "cite"), act.cite
        for publicity in procedure.publicities.values():
            place = locate(files, file, "publicities", publicity.id, "cite")
            yield place, publicity.cite
        for deadline in procedure.deadlines:
            yield locate(files, file, "deadlines", deadline.id), deadline.cite
        for limit in procedure.time_limits:
            yield locate(files, file, "time_limits", limit.id), limit.cite
        if procedure.second_review is not None:
            place = locate(files, file, "second_review", "cite")
            yield place, procedure.second_review.cite
        if procedure.timetable is not None:
            place = locate(files, file, "timetable", "cite")
            yield place, procedure.timetable.cite


def _gaps(pack: PolicyPack) -> Iterator[Fault]:
    numbers = [article.number for article in pack.articles.values()]
    last = max(numbers, default=0)
    for number in sorted(set(range(1, last + 1)) - set(numbers)):
        wrong = Text(f"没有第{number}条", f"article {number} is missing")
        right = Text(
            "每条一个文件；原文缺失的写 absent", "a file each; absent if it is"
        )
        yield Fault(Place(f"articles/art-{number:02d}.md", 1), wrong, right)


def _dangling(pack: PolicyPack, place: Place, cite: Citation) -> Iterator[Fault]:
    article = pack.articles.get(cite.article)
    if article is None or article.status is ArticleStatus.ABSENT:
        wrong = Text(f"引用了不存在的{cite.label.zh}", f"{cite} is not in the text")
        known = Text("articles 目录中的条", "an article in articles/")
        yield Fault(place, wrong, known)
    elif cite.paragraph is not None and cite.paragraph > article.paragraphs:
        wrong = Text(f"{cite.article}没有这一款", f"{cite} has no such paragraph")
        count = article.paragraphs
        yield Fault(place, wrong, Text(f"共{count}款", f"¶1 to ¶{count}"))


def _file(article: Article) -> str:
    return f"articles/{article.id}.md"
