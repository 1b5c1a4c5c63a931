"""The rules in plain words, section by section, made from a pack alone; pure.

What a pack does not have, its sections do not speak of. Beside the pack's own words
stand only what this program holds every office to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tuopin.explanation.requirements import listed, proved_by, required_by
from tuopin.explanation.rights import rights_under
from tuopin.explanation.sections import Item, Section
from tuopin.explanation.steps import at_this_step, days_of, who_does
from tuopin.rulebook.citation import Citation
from tuopin.rulebook.criteria import Criterion
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.positions import Position
from tuopin.rulebook.procedure import Deadline, Procedure, Strength
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit


@dataclass(frozen=True)
class Rules:
    """A pack with the procedures by which a household and a village leave."""

    pack: PolicyPack
    year: int
    household: Procedure | None
    village: Procedure | None


def sections_of(rules: Rules) -> tuple[Section, ...]:
    """Return what a pack lets the explanation say, in the order of reading."""
    made = (
        _standard(rules),
        _steps(rules.household, "steps", _STEPS),
        _times(rules),
        _rights(rules),
        _after(rules),
        _village_standard(rules),
        _steps(rules.village, "village-steps", _VILLAGE_STEPS),
        _whom_to_ask(rules),
        _readings(rules),
        _articles(rules),
    )
    return tuple(one for one in made if one is not None and one.items)


_STANDARD = Text("什么样的户可以退出", "When a household may leave the register")
_STEPS = Text("退出要走哪些步骤", "The steps by which a household leaves")
_VILLAGE_STEPS = Text("贫困村退出的步骤", "The steps by which a village leaves")


def _standard(rules: Rules) -> Section:
    return Section(
        "household",
        _STANDARD,
        Text(
            "下面每一项都达到，才可以退出。有一项没达到，或者没有查清楚，都不能退出。",
            "Only when every one of these is met. One that is not met, or not known, "
            "is enough to stay.",
        ),
        tuple(_criterion(one, rules) for one in _criteria(rules.pack, Unit.HOUSEHOLD)),
        is_numbered=True,
    )


def _village_standard(rules: Rules) -> Section:
    return Section(
        "village",
        Text("什么样的村可以退出", "When a village may leave the register"),
        Text(
            "下面每一项都达到，贫困村才可以退出。村里有户没退出，不等于村不能退出；"
            "村退出了，没退出的户照样是贫困户。",
            "Only when every one of these is met. Households that have not left stay "
            "on the register, whatever becomes of their village.",
        ),
        tuple(_criterion(one, rules) for one in _criteria(rules.pack, Unit.VILLAGE)),
        is_numbered=True,
    )


def _criteria(pack: PolicyPack, unit: Unit) -> tuple[Criterion, ...]:
    return pack.criteria(unit) if unit in pack.standards else ()


def _criterion(criterion: Criterion, rules: Rules) -> Item:
    required = required_by(criterion, rules.pack, year=rules.year)
    proof = proved_by(criterion, rules.pack)
    return Item(
        criterion.title,
        (required.says,),
        required.parts,
        (Text(f"凭什么认定：{proof.zh}。", f"What counts as proof: {proof.en}."),),
        criterion.cite.label,
    )


def _steps(procedure: Procedure | None, name: str, title: Text) -> Section | None:
    if procedure is None:
        return None
    return Section(
        name,
        title,
        Text(
            "按这个顺序一步一步办，少一步都不行；哪天办的、谁办的，都留下记录。",
            "In this order, none left out; who did each and on which day is recorded.",
        ),
        tuple(
            Item(
                act.title,
                (who_does(act), *at_this_step(act, procedure)),
                cite=act.cite.label,
            )
            for act in procedure.acts.values()
        ),
        is_numbered=True,
    )


def _times(rules: Rules) -> Section | None:
    procedure = rules.household
    if procedure is None:
        return None
    items = [*_publicities(procedure), *map(_deadline, procedure.deadlines)]
    items += [
        Item(
            limit.title,
            (
                Text(
                    f"从“{procedure.acts[limit.counted_from].title.zh}”起{limit.days}天内。",
                    f"Within {limit.days} days of: "
                    f"{procedure.acts[limit.counted_from].title.en}.",
                ),
            ),
            cite=limit.cite.label,
        )
        for limit in procedure.time_limits
    ]
    return Section(
        "times",
        Text("公示多少天，什么时候办完", "How long notices hang, and by when"),
        Text(
            "公示没有挂满，下一步不能办。乡镇可以规定挂得更久，以墙上写的为准。",
            "No further step before a notice has hung its whole time. A township may "
            "let it hang longer: what the notice on the wall says counts.",
        ),
        tuple(items),
    )


def _publicities(procedure: Procedure) -> Iterator[Item]:
    for one in procedure.publicities.values():
        days = days_of(one)
        yield Item(
            one.title,
            (
                Text(
                    f"最少挂{days.zh}，张贴当日不计；挂出期间谁都可以提意见。",
                    f"At least {days.en}, the day of posting not counted; "
                    "anybody may object meanwhile.",
                ),
            ),
            cite=one.cite.label,
        )


def _deadline(one: Deadline) -> Item:
    after = Text(
        "过了这一天，今年就不再办。", "After that day it is not done this year."
    )
    if one.strength is Strength.WARNS:
        after = Text(
            "过了这一天还可以办，但会记下办晚了。",
            "It can still be done after that day, but is recorded as late.",
        )
    return Item(
        one.title,
        (
            Text(
                f"每年{one.month}月{one.day}日以前。{after.zh}",
                f"By {one.day}/{one.month} of the year. {after.en}",
            ),
        ),
        cite=one.cite.label,
    )


def _rights(rules: Rules) -> Section | None:
    procedure = rules.household
    if procedure is None:
        return None
    return Section(
        "rights",
        Text("您有哪些权利", "Your rights"),
        Text(
            "没有您的认可、没有公示，谁也不能只在纸上让您“被脱贫”。",
            "Nobody may be struck off on paper only: not without being asked, and not "
            "without a notice.",
        ),
        (*rights_under(procedure), *_seeing()),
    )


def _seeing() -> Iterator[Item]:
    yield Item(
        Text("可以看自己家办到哪一步", "You may see how your own case stands"),
        (
            Text(
                "到村里、乡镇或县里，工作人员打开给您看，也可以打印。要一张查询凭条，"
                "回家后凭上面的号码在这个网站上看。",
                "The office opens it for you, and prints it. With a slip from the "
                "office you can see it here by its code.",
            ),
        ),
    )


def _after(rules: Rules) -> Section | None:
    care = rules.pack.aftercare
    if care is None:
        return None
    until = care.paired_until
    deciders = listed([one.label for one in care.returning.decided_by])
    kinds = listed(list(care.measures.values()))
    return Section(
        "after",
        Text("退出以后还有什么帮扶", "What stays after leaving"),
        Text("脱贫不脱政策，帮扶还在。", "Help goes on after a household has left."),
        (
            Item(
                Text("结对帮扶不变", "The helping unit stays"),
                (
                    Text(
                        f"村退出后，驻村工作队和帮扶单位留到"
                        f"{until.year}年{until.month}月{until.day}日。",
                        f"After a village has left, its work team and helping unit "
                        f"stay until {until.isoformat()}.",
                    ),
                ),
                cite=care.cite.label,
            ),
            Item(
                Text("有人上门回访", "Somebody calls on you"),
                (
                    Text(
                        f"每年上门{care.visits_each_year}次；每年"
                        f"{care.resurveyed_by_month}月底以前再做一次入户调查。",
                        f"{care.visits_each_year} times a year; once a year, by the "
                        f"end of month {care.resurveyed_by_month}, the household is "
                        "surveyed again.",
                    ),
                ),
                cite=care.cite.label,
            ),
            Item(
                Text("可以有这些帮扶", "Help there may be"),
                (Text(f"{kinds.zh}。", f"{kinds.en}."),),
                cite=care.cite.label,
            ),
            Item(
                Text("又困难了怎么办", "If you fall back"),
                (
                    Text(
                        f"告诉村里。核实后{care.risk_settled_within_days}天内要解决；"
                        f"确实返贫的，由{deciders.zh}认定，重新登记。",
                        "Tell the village. It has to be settled within "
                        f"{care.risk_settled_within_days} days; who has fallen back is "
                        f"put on the register again by: {deciders.en}.",
                    ),
                ),
                cite=care.returning.cite.label,
            ),
        ),
    )


def _whom_to_ask(rules: Rules) -> Section:
    return Section(
        "ask",
        Text("有事找谁", "Whom to ask"),
        Text(
            "先问村里；不放心的，可以直接问乡镇或县里。",
            "Ask in the village first, or go straight to the township or the county.",
        ),
        (
            *_by_position(rules),
            Item(
                Text("谁来解释这些规定", "Who interprets the rules"),
                (
                    Text(
                        f"发布单位：{rules.pack.issued_by.zh}。",
                        f"Issued by: {rules.pack.issued_by.en}.",
                    ),
                ),
            ),
        ),
    )


_NEAR = (
    Position.VILLAGE_COMMITTEES,
    Position.RESIDENT_WORK_TEAM,
    Position.TOWNSHIP_OFFICE,
    Position.COUNTY_OFFICE,
)


def _by_position(rules: Rules) -> Iterator[Item]:
    """Return who is near and does which steps of a household's exit."""
    if rules.household is None:
        return
    for position in _NEAR:
        acts = [
            act.title
            for act in rules.household.acts.values()
            if position in act.performed_by
        ]
        if acts:
            said = listed(acts)
            yield Item(position.label, (Text(f"办：{said.zh}。", f"For: {said.en}."),))


def _readings(rules: Rules) -> Section:
    noted = [
        note for one in _criteria(rules.pack, Unit.HOUSEHOLD) for note in one.notes
    ]
    if rules.household is not None:
        noted += [note for act in rules.household.acts.values() for note in act.notes]
        noted += [one.note for one in rules.household.publicities.values()]
    known = rules.pack.interpretations
    return Section(
        "readings",
        Text("规定没写明、现在这样办的", "What the text leaves open"),
        Text(
            "下面这些，原文没有写明或者可以有两种理解。在有权解释的机关答复以前，先这样办。",
            "The text says nothing of these, or can be read two ways. Until the office "
            "that interprets it answers, this is how it is done.",
        ),
        tuple(
            Item(
                known[note].question,
                (
                    Text(
                        f"现在这样办：{known[note].default.zh}",
                        f"Meanwhile: {known[note].default.en}",
                    ),
                ),
                cite=_cites(known[note].cites),
            )
            for note in dict.fromkeys(noted)
            if note in known
        ),
    )


def _cites(cites: Iterable[Citation]) -> Text:
    return listed([one.label for one in cites])


def _articles(rules: Rules) -> Section:
    return Section(
        "articles",
        Text("每一条说的是什么", "What each article says"),
        Text(
            "这是编写人的解读，不是原文；以公布的原文为准。",
            "This is our reading, not the text: the published text counts.",
        ),
        tuple(
            Item(
                Text(
                    f"{Citation(one.id).label.zh} {one.title.zh}",
                    f"{Citation(one.id).label.en} {one.title.en}",
                ),
                (one.reading,),
            )
            for one in rules.pack.articles.values()
        ),
    )
