"""Parses a whole pack from its files, telling all faults at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TypeVar

from tuopin.rulebook.aftercare import AftercareRules
from tuopin.rulebook.archive import ArchiveRules
from tuopin.rulebook.calendar import WorkCalendar
from tuopin.rulebook.comparison import ComparisonRules
from tuopin.rulebook.criteria import Criterion
from tuopin.rulebook.document import Node, PackFiles, Page, Place
from tuopin.rulebook.facts import FactSheet
from tuopin.rulebook.faults import Faults
from tuopin.rulebook.inspection import InspectionRules
from tuopin.rulebook.integrity import IntegrityRules
from tuopin.rulebook.national import NationalForm
from tuopin.rulebook.pack import Article, Basis, Interpretation, PolicyPack, Source
from tuopin.rulebook.parsing.aftercare import parse_aftercare
from tuopin.rulebook.parsing.archive import parse_archive
from tuopin.rulebook.parsing.articles import parse_article, parse_interpretations
from tuopin.rulebook.parsing.comparison import parse_comparison
from tuopin.rulebook.parsing.criteria import parse_criterion
from tuopin.rulebook.parsing.facts import parse_facts
from tuopin.rulebook.parsing.figures import parse_parameter
from tuopin.rulebook.parsing.form import Form
from tuopin.rulebook.parsing.inspection import parse_inspection
from tuopin.rulebook.parsing.integrity import parse_integrity
from tuopin.rulebook.parsing.national import parse_national
from tuopin.rulebook.parsing.performance import parse_performance
from tuopin.rulebook.parsing.procedures import parse_procedure
from tuopin.rulebook.parsing.questionnaires import parse_questionnaire
from tuopin.rulebook.parsing.satisfaction import parse_satisfaction
from tuopin.rulebook.parsing.second_survey import parse_second_survey
from tuopin.rulebook.parsing.time_logic import parse_time_logic
from tuopin.rulebook.performance import PerformanceRules
from tuopin.rulebook.questionnaire.form import Questionnaire
from tuopin.rulebook.satisfaction import SatisfactionRules
from tuopin.rulebook.second_survey import SecondSurveyRules
from tuopin.rulebook.text import Text
from tuopin.rulebook.time_logic import TimeLogicRules
from tuopin.rulebook.units import Unit

Part = TypeVar("Part")

PACK_FILE = "pack.yaml"
AFTERCARE_FILE = "aftercare.yaml"
ARCHIVE_FILE = "archive.yaml"
COMPARISON_FILE = "comparison.yaml"
_DIGEST = re.compile(r"[0-9a-f]{64}")
INSPECTION_FILE = "inspection.yaml"
INTEGRITY_FILE = "integrity.yaml"
INTERPRETATION_FILE = "INTERPRETATION.md"
NATIONAL_FILE = "national.yaml"
PERFORMANCE_FILE = "performance.yaml"
QUESTIONNAIRE_FILE = "survey/household.md"
SATISFACTION_FILE = "satisfaction.yaml"
SECOND_SURVEY_FILE = "second_survey.yaml"
TIME_LOGIC_FILE = "time_logic.yaml"


def parse_pack(
    files: PackFiles, *, calendar: WorkCalendar, version: str, faults: Faults
) -> PolicyPack:
    """Read a pack from its parsed files; the caller raises what `faults` has found."""
    form = Form(_pack_node(files, faults), faults)
    facts = _facts(files, faults)
    until = form.find("in_force_until")
    pack = PolicyPack(
        id=form.scalar("id"),
        title=form.text("title"),
        issued_by=form.text("issued_by"),
        version=version,
        in_force_from=form.day("in_force_from"),
        in_force_until=_date_or_open(form, until),
        source=_source(form),
        articles=_articles(files, faults),
        facts=facts,
        standards=_standards(form, files, facts),
        parameters=_by_name(files, "parameters/", parse_parameter, faults),
        procedures=_by_name(files, "procedures/", parse_procedure, faults),
        interpretations=_interpretations(files, faults),
        calendar=calendar,
        national=_national(files, faults),
        archive=_archive(files, faults),
        questionnaire=_questionnaire(files, faults),
        comparison=_comparison(files, faults),
        integrity=_integrity(files, faults),
        inspection=_inspection(files, faults),
        second_survey=_second_survey(files, faults),
        aftercare=_aftercare(files, faults),
        performance=_performance(files, faults),
        satisfaction=_satisfaction(files, faults),
        time_logic=_time_logic(files, faults),
    )
    form.name("calendar")
    form.close()
    return pack


def calendar_name(files: PackFiles, faults: Faults) -> str:
    """Return the name of the calendar that the pack uses."""
    return Form(_pack_node(files, faults), Faults()).name("calendar")


def _pack_node(files: PackFiles, faults: Faults) -> Node:
    node = files.get(PACK_FILE)
    if isinstance(node, Node):
        return node
    place = Place(PACK_FILE, 1)
    wrong = Text("没有此文件", "there is no such file")
    faults.add(place, wrong=wrong, right=Text("政策包的首页", "the pack's first page"))
    return Node(place, {})


def _date_or_open(form: Form, node: Node | None) -> date | None:
    if node is None or node.value == "open":
        return None
    return form.day_of(node, "in_force_until")


def _source(form: Form) -> Source:
    node = form.get("source")
    if node is None:
        return Source(Text("", ""), Basis.INVENTED)
    inner = Form(node, form.faults)
    told = inner.find("basis")
    basis = Basis.TEXT if told is None else inner.word_of(told, Basis)
    at_hand, secondary = basis is Basis.TEXT, basis is Basis.SECONDARY
    source = Source(
        title=inner.text("title"),
        basis=basis,
        file=inner.scalar("file") if at_hand else None,
        sha256=_digest(inner) if at_hand else None,
        note=inner.name("note") if secondary else None,
    )
    inner.close()
    return source


def _digest(form: Form) -> str:
    written = form.scalar("sha256")
    if written and not _DIGEST.fullmatch(written):
        wrong = Text(f"“{written}”不是 SHA-256", f"{written!r} is no SHA-256")
        right = Text(
            "64位十六进制；没有原文的写 basis: secondary",
            "64 hexadecimal digits; basis: secondary where the text was not seen",
        )
        form.fault(form.find("sha256") or form.node, wrong, right)
    return written


def _nodes(files: PackFiles, folder: str) -> Iterator[tuple[str, Node]]:
    for path, node in sorted(files.items()):
        if path.startswith(folder) and isinstance(node, Node):
            yield path.removeprefix(folder).removesuffix(".yaml"), node


def _by_name(
    files: PackFiles,
    folder: str,
    parse: Callable[[Node, Faults], Part],
    faults: Faults,
) -> Mapping[str, Part]:
    found: dict[str, Part] = {}
    for name, node in _nodes(files, folder):
        _same_name(name, node, faults)
        found[name] = parse(node, faults)
    return found


def _same_name(name: str, node: Node, faults: Faults) -> None:
    """Note a file whose `id` is not its name, as looking it up would then mislead."""
    written = node.value.get("id") if isinstance(node.value, Mapping) else None
    if written is not None and written.value != name:
        faults.add(
            written.place,
            wrong=Text("id 与文件名不同", "the id is not the file's name"),
            right=Text(f"id: {name}", f"id: {name}"),
        )


def _facts(files: PackFiles, faults: Faults) -> Mapping[Unit, FactSheet]:
    sheets = [parse_facts(node, faults) for _, node in _nodes(files, "facts/")]
    # A pack about households alone declares nothing of villages.
    none = {unit: FactSheet(unit, {}) for unit in Unit}
    return none | {sheet.unit: sheet for sheet in sheets}


def _articles(files: PackFiles, faults: Faults) -> Mapping[str, Article]:
    pages = [
        (path, page)
        for path, page in sorted(files.items())
        if path.startswith("articles/") and isinstance(page, Page)
    ]
    articles = [parse_article(page, faults) for _, page in pages]
    return {article.id: article for article in articles}


def _interpretations(files: PackFiles, faults: Faults) -> Mapping[str, Interpretation]:
    page = files.get(INTERPRETATION_FILE)
    return parse_interpretations(page, faults) if isinstance(page, Page) else {}


def _national(files: PackFiles, faults: Faults) -> NationalForm | None:
    node = files.get(NATIONAL_FILE)
    return parse_national(node, faults) if isinstance(node, Node) else None


def _archive(files: PackFiles, faults: Faults) -> ArchiveRules | None:
    """Read what the archive holds; a pack may leave it out."""
    node = files.get(ARCHIVE_FILE)
    return parse_archive(node, faults) if isinstance(node, Node) else None


def _comparison(files: PackFiles, faults: Faults) -> ComparisonRules | None:
    """Read which lists departments compare; a pack may leave it out."""
    node = files.get(COMPARISON_FILE)
    return parse_comparison(node, faults) if isinstance(node, Node) else None


def _integrity(files: PackFiles, faults: Faults) -> IntegrityRules | None:
    """Read what makes a survey worth a second look; a pack may leave it out."""
    node = files.get(INTEGRITY_FILE)
    return parse_integrity(node, faults) if isinstance(node, Node) else None


def _aftercare(files: PackFiles, faults: Faults) -> AftercareRules | None:
    """Read what goes on after an exit; a pack may leave it out."""
    node = files.get(AFTERCARE_FILE)
    return parse_aftercare(node, faults) if isinstance(node, Node) else None


def _performance(files: PackFiles, faults: Faults) -> PerformanceRules | None:
    """Read how a township's year is scored; a pack may leave it out."""
    node = files.get(PERFORMANCE_FILE)
    return parse_performance(node, faults) if isinstance(node, Node) else None


def _inspection(files: PackFiles, faults: Faults) -> InspectionRules | None:
    """Read how inspections draw and conclude; a pack may leave it out."""
    node = files.get(INSPECTION_FILE)
    return parse_inspection(node, faults) if isinstance(node, Node) else None


def _satisfaction(files: PackFiles, faults: Faults) -> SatisfactionRules | None:
    """Read what drawn households are asked; a pack may leave it out."""
    node = files.get(SATISFACTION_FILE)
    return parse_satisfaction(node, faults) if isinstance(node, Node) else None


def _second_survey(files: PackFiles, faults: Faults) -> SecondSurveyRules | None:
    """Read how a drawn share is surveyed again; a pack may leave it out."""
    node = files.get(SECOND_SURVEY_FILE)
    return parse_second_survey(node, faults) if isinstance(node, Node) else None


def _questionnaire(files: PackFiles, faults: Faults) -> Questionnaire | None:
    """Read what is asked on a visit; a pack may leave it to the list of facts."""
    page = files.get(QUESTIONNAIRE_FILE)
    return parse_questionnaire(page, faults) if isinstance(page, Page) else None


def _standards(
    form: Form, files: PackFiles, facts: Mapping[Unit, FactSheet]
) -> Mapping[Unit, Mapping[str, Criterion]]:
    """Read the criteria, in the order in which pack.yaml lists them."""
    node = form.get("standards")
    inner = Form(node or Node(form.place, {}), form.faults)
    found: dict[Unit, Mapping[str, Criterion]] = {}
    for unit in Unit:
        nodes = dict(_nodes(files, f"standards/{unit}/"))
        listed = inner.names(unit)
        _same_lists(inner, unit, listed, nodes)
        criteria: dict[str, Criterion] = {}
        for name in listed:
            if name in nodes:
                _same_name(name, nodes[name], form.faults)
                criteria[name] = parse_criterion(nodes[name], facts, form.faults)
        found[unit] = criteria
    inner.close()
    return found


def _same_lists(
    form: Form, unit: Unit, listed: tuple[str, ...], nodes: Mapping[str, Node]
) -> None:
    for name in sorted(set(listed) ^ set(nodes)):
        where = form.find(unit) or form.node
        path = f"standards/{unit}/{name}.yaml"
        if name in nodes:
            wrong = Text(f"没有列出{path}", f"{path} is not listed")
        else:
            wrong = Text(f"没有文件{path}", f"there is no file {path}")
        right = Text("所列与文件一致", "the same criteria listed as there are files")
        form.fault(where, wrong, right)


def _time_logic(files: PackFiles, faults: Faults) -> TimeLogicRules | None:
    """Read which contradictions of times are looked for; a pack may leave it out."""
    node = files.get(TIME_LOGIC_FILE)
    return parse_time_logic(node, faults) if isinstance(node, Node) else None
