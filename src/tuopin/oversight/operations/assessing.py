"""Finding how a township worked, and deciding what follows from its year (art. 10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, require
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.divisions.domain import DivisionLevel, township_of
from tuopin.office.divisions.models import Division
from tuopin.office.divisions.queries import find_unit
from tuopin.office.documents.recording import Matter, Written, of_household, write
from tuopin.office.policy.queries import pack_in_force, pack_of, pack_on
from tuopin.office.scope import acting_as, alone_with
from tuopin.oversight.performance import queries
from tuopin.oversight.performance.domain import (
    Effect,
    Recognition,
    Score,
    may_be,
    proposal,
)
from tuopin.oversight.performance.frozen import digest_of, figures_text
from tuopin.oversight.performance.queries import Asked
from tuopin.oversight.performance.refusing import (
    LONGEST_NUMBER,
    LONGEST_TITLE,
    LONGEST_WHY,
    UnableToAssess,
    no_rules,
    not_there,
    refuse_no_grounds,
    refuse_no_words,
    refused,
)
from tuopin.rulebook.performance import RedLine
from tuopin.rulebook.text import Text


@dataclass(frozen=True)
class EffectSaid:
    """What is found of a township's work in a year, why, and by which paper."""

    township: str
    year: int
    effect: Effect
    grounds: str
    evidence: str


@dataclass(frozen=True)
class Decided:
    """What is decided on a township's year, by which document, and why."""

    township: str
    year: int
    recognition: Recognition
    paper_number: str
    grounds: str
    evidence: str
    why_changed: str = ""


def mark_red_line(
    *,
    check_id: int,
    line: RedLine,
    grounds: str,
    evidence: str,
    actor: Actor,
    on: date,
) -> int:
    """Say that what a spot check found crosses a red line, such as a forged signature.

    It bars a commendation of the township for the inspection's year.
    """
    with acting_as(actor):
        check = queries.find_check(check_id)
        if check is None:
            raise not_there()
        require(actor, Right.INSPECT, places=[check.village_code])
        refuse_other_day(on, UnableToAssess)
        alone_with(f"red lines of {check_id}")
        rules = pack_on(on).performance
        if rules is None:
            raise no_rules()
        if not line.is_marked:
            raise refused(
                "错退由抽查结论认定，本身就是红线，不用另外登记。",
                "A wrong exit is found by the spot check and is a red line by itself.",
            )
        if queries.is_marked(check_id, line):
            raise refused(
                f"这个问题已登记为“{rules.red_lines[line].title.zh}”。",
                f"This was marked before: {rules.red_lines[line].title.en}.",
            )
        refuse_no_words(grounds, what=Text("认定的理由", "why it is so"))
        refuse_no_grounds(evidence)
        found = check.drawn.line
        return write(
            of_household(
                found.household_id, found.household_number, check.village_code
            ),
            "oversight.red_line.marked",
            Written(
                "oversight_redlinemark",
                {
                    "check_made_id": check_id,
                    "village_code": check.village_code,
                    "line": line.value,
                    "grounds": grounds.strip(),
                    "evidence": evidence,
                    "marked_by_id": actor.appointment_id,
                },
                evidence,
            ),
            {"line": line.value},
            actor=actor,
            on=on,
        )


def find_effect(*, said: EffectSaid, actor: Actor, on: date) -> int:
    """Find whether a township's work was outstanding or poor: art. 10's second part.

    It does not follow from the score. A later finding takes the place of an earlier.
    """
    with acting_as(actor):
        township = _township(said.township, actor, Right.FIND_EFFECT)
        _begin(said.township, said.year, on)
        refuse_no_words(
            said.grounds, what=Text("认定的事实和理由", "what was so, and why")
        )
        refuse_no_grounds(said.evidence)
        earlier = queries.findings_of(said.year).get(township.code)
        return write(
            _matter(said.township, said.year),
            "oversight.effect.found",
            Written(
                "oversight_effectfinding",
                {
                    "division_code": township.code,
                    "year": said.year,
                    "effect": said.effect.value,
                    "grounds": said.grounds.strip(),
                    "evidence": said.evidence,
                    "follows_id": earlier.id if earlier else None,
                    "found_by_id": actor.appointment_id,
                },
                said.evidence,
            ),
            {"year": said.year, "effect": said.effect.value},
            actor=actor,
            on=on,
        )


def decide_performance(*, decided: Decided, actor: Actor, on: date) -> int:
    """Decide what follows from a township's year, and freeze its score (art. 10).

    The score is computed here, of today's record; nobody brings one along.
    """
    with acting_as(actor):
        township = _township(decided.township, actor, Right.DECIDE_PERFORMANCE)
        _begin(decided.township, decided.year, on)
        adopted = pack_in_force(on)
        pack = pack_of(adopted.id)
        if pack.performance is None:
            raise no_rules()
        refuse_no_words(
            decided.paper_number,
            what=Text("决定的文号", "the document's number"),
            longest=LONGEST_NUMBER,
        )
        refuse_no_words(decided.grounds, what=Text("决定的理由", "why it is decided"))
        refuse_no_grounds(decided.evidence)
        asked = Asked(decided.year, on, pack, pack.performance)
        score = queries.scores_of([township.code], asked)[township.code]
        finding = queries.findings_of(decided.year).get(township.code)
        if finding and finding.found_by.person_id == actor.person_id:
            raise refused(
                "工作实效是您本人认定的，须由另一人决定。",
                "You found how the work was yourself: somebody else decides.",
            )
        effect = Effect(finding.effect) if finding else None
        _refuse_against_the_article(decided, score, effect)
        earlier = queries.decisions_of(decided.year).get(township.code)
        if earlier:
            refuse_no_words(
                decided.why_changed,
                what=Text("为什么改变原决定", "why the earlier decision changes"),
                longest=LONGEST_WHY,
            )
        text = figures_text(
            score, township=township.code, year=decided.year, on=on, pack=pack.version
        )
        values = {
            "finding_id": finding.id if finding else None,
            "figures": text,
            "digest": digest_of(text),
            "pack_id": adopted.id,
            "follows_id": earlier.id if earlier else None,
            "why_changed": decided.why_changed.strip() if earlier else "",
        }
        return _write_decision(decided, values, actor, on)


def _write_decision(
    decided: Decided, values: Mapping[str, object], actor: Actor, on: date
) -> int:
    return write(
        _matter(decided.township, decided.year),
        "oversight.performance.decided",
        Written(
            "oversight_performancedecision",
            {
                "division_code": decided.township,
                "year": decided.year,
                "recognition": decided.recognition.value,
                "paper_number": decided.paper_number.strip(),
                "grounds": decided.grounds.strip(),
                "evidence": decided.evidence,
                **values,
                "decided_by_id": actor.appointment_id,
            },
            decided.evidence,
        ),
        {
            "year": decided.year,
            "recognition": decided.recognition.value,
            "digest": str(values["digest"]),
        },
        actor=actor,
        on=on,
    )


def keep_scheme(
    *, village_code: str, year: int, title: str, evidence: str, actor: Actor, on: date
) -> int:
    """Keep a township's incentive scheme for a village that exited in time (art. 10).

    A later one takes the place of an earlier.
    """
    with acting_as(actor):
        require(actor, Right.KEEP_INCENTIVES, places=[village_code])
        _begin(township_of(village_code), year, on)
        pack = pack_on(on)
        if pack.performance is None:
            raise no_rules()
        asked = Asked(year, on, pack, pack.performance)
        if village_code not in queries.villages_in_time(village_code, asked):
            raise refused(
                f"该村没有按{year}年计划如期退出，第十条的激励机制只对按计划如期"
                "脱贫或提前脱贫的贫困村。",
                f"This village did not exit by its plan of {year}: art. 10 has "
                "incentives for villages that exited as planned, or before.",
            )
        refuse_no_words(
            title,
            what=Text("激励办法的名称", "the scheme's title"),
            longest=LONGEST_TITLE,
        )
        refuse_no_grounds(evidence)
        return write(
            Matter(f"village:{village_code}", village_code),
            "oversight.scheme.kept",
            Written(
                "oversight_incentivescheme",
                {
                    "village_code": village_code,
                    "year": year,
                    "title": title.strip(),
                    "evidence": evidence,
                    "kept_by_id": actor.appointment_id,
                },
                evidence,
            ),
            {"year": year},
            actor=actor,
            on=on,
        )


def _township(code: str, actor: Actor, right: Right) -> Division:
    require(actor, right, places=[code])
    unit = find_unit(code)
    if unit is None or unit.code != code or unit.level != DivisionLevel.TOWNSHIP:
        raise not_there()
    return unit


def _begin(township: str, year: int, on: date) -> None:
    refuse_other_day(on, UnableToAssess)
    alone_with(f"performance of {township}")
    if year > on.year:
        raise refused(f"{year}年尚未开始。", f"The year {year} has not begun.")


def _matter(township: str, year: int) -> Matter:
    return Matter(f"performance:{township}:{year}", township)


def _refuse_against_the_article(
    decided: Decided, score: Score, effect: Effect | None
) -> None:
    if may_be(decided.recognition, score, effect):
        return
    found = proposal(score, effect)
    zh = "；".join(one.zh for one in found.grounds)
    en = "; ".join(one.en for one in found.grounds)
    raise refused(
        f"不能决定“{decided.recognition.label.zh}”：第十条要求两个条件同时具备。{zh}。",
        f"Not to be decided: {decided.recognition.label.en}. Art. 10 asks for both "
        f"conditions: {en}.",
    )
