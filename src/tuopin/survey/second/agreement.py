"""Two surveys of one household held against each other, question by question; pure.

Neither is right: whoever reads it asks. Unknown and known do not agree; what neither
knows says nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from tuopin.rulebook.criteria import Criterion
from tuopin.rulebook.facts import FactSheet, FactType
from tuopin.rulebook.names_read import names_read, words_read
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.questionnaire.form import AnswerType, Question, Questionnaire
from tuopin.rulebook.questionnaire.reading import facts_of, listed_in, members_of
from tuopin.rulebook.questionnaire.sheet import AnswerSheet
from tuopin.rulebook.second_survey import SecondSurveyRules
from tuopin.rulebook.units import Unit

Key = tuple[str, str]
"""A question by name, and the number of the member that it is about, if of one."""
Said = Mapping[Key, str]

COMPARED = (AnswerType.SELECT_ONE, AnswerType.SELECT_MULTIPLE, AnswerType.DECIMAL)
CODES = (AnswerType.SELECT_ONE, AnswerType.SELECT_MULTIPLE)
AMOUNTS = (FactType.MONEY, FactType.NUMBER)


@dataclass(frozen=True, slots=True)
class Pair:
    """One question of one household, as the two surveys answer it."""

    question: Question
    whose: str
    first: str
    second: str
    agrees: bool
    touches_standard: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often two surveys said the same of a question, among how many pairs.

    `kappa` is None where the pairs are too few, or all answers one and the same.
    """

    question: Question
    same: int
    pairs: int
    touches_standard: bool
    is_code: bool
    is_enough: bool
    kappa: Fraction | None

    @property
    def share(self) -> Fraction | None:
        """The share that agrees; none where there are no pairs."""
        return Fraction(self.same, self.pairs) if self.pairs else None


@dataclass(frozen=True)
class Comparing:
    """What is compared of a questionnaire, and how, by a pack."""

    form: Questionnaire
    facts: FactSheet
    rules: SecondSurveyRules
    compared: Mapping[str, Question]
    decisive: frozenset[str]
    words: Mapping[str, frozenset[str]]

    @classmethod
    def of(
        cls, form: Questionnaire, pack: PolicyPack, rules: SecondSurveyRules
    ) -> Comparing:
        """Return it for a pack: questions of the sections that ask for a fact."""
        read = {name for one in pack.criteria(Unit.HOUSEHOLD) for name in _read_by(one)}
        compared = {
            question.name: question
            for section in form.sections
            if any(one.fact for one in section.questions())
            for question in section.questions()
            if question.label.zh
            and (question.fact is not None or question.type in COMPARED)
        }
        decisive = {n for n, one in compared.items() if one.fact in read}
        words: dict[str, frozenset[str]] = {}
        for one in pack.criteria(Unit.HOUSEHOLD):
            for name, known in words_read(one.measure):
                words[name] = words.get(name, frozenset()) | frozenset(known)
        sheet = pack.facts[Unit.HOUSEHOLD]
        return cls(form, sheet, rules, compared, frozenset(decisive), words)

    def said_on(self, sheet: AnswerSheet) -> dict[Key, str]:
        """Return what a questionnaire says of what is compared; blanks left out."""
        said: dict[Key, str] = {}
        for name, question in self.compared.items():
            repeat = sheet.form.repeat_of(name)
            if question.fact is not None:
                continue
            if repeat is None:
                said[name, ""] = sheet.written(name)
                continue
            who = listed_in(repeat)
            for at in range(sheet.count(repeat)):
                number = sheet.written(who.name, at) if who else str(at + 1)
                said[name, number] = sheet.written(name, at)
        members = {one.number: one.facts for one in members_of(sheet, self.facts)}
        said |= self.said_by(facts_of(sheet, self.facts), members)
        return {key: value for key, value in said.items() if value}

    def said_by(
        self, facts: Mapping[str, str], members: Mapping[str, Mapping[str, str | None]]
    ) -> dict[Key, str]:
        """Return what facts say of the questions that ask for one."""
        said: dict[Key, str] = {}
        for name, question in self.compared.items():
            outer, _, inner = (question.fact or "").partition(".")
            if inner:
                said |= {
                    (name, number): found
                    for number, known in members.items()
                    if (found := known.get(inner)) is not None
                }
            elif outer in facts:
                said[name, ""] = facts[outer]
        return said

    def only_facts(self, said: Said) -> dict[Key, str]:
        """Return what is said of the household's own facts, and of nothing else."""
        return {
            (name, whose): value
            for (name, whose), value in said.items()
            if not whose and self.compared[name].fact is not None
        }

    def pairs(self, first: Said, second: Said) -> list[Pair]:
        """Return each question that either answers, in the order of the form."""
        order = {name: at for at, name in enumerate(self.compared)}
        keys = sorted({*first, *second}, key=lambda key: (order[key[0]], key[1]))
        return [
            Pair(
                question=self.compared[name],
                whose=whose,
                first=first.get((name, whose), ""),
                second=second.get((name, whose), ""),
                agrees=self._agree(
                    self.compared[name],
                    first.get((name, whose), ""),
                    second.get((name, whose), ""),
                ),
                touches_standard=name in self.decisive,
            )
            for name, whose in keys
        ]

    def _agree(self, question: Question, one: str, other: str) -> bool:
        if not one or not other:
            return False
        if self.is_amount(question):
            amounts = [_amount(said) for said in (one, other)]
            if amounts[0] is not None and amounts[1] is not None:
                return self.rules.agree(amounts[0], amounts[1])
        if question.type is AnswerType.SELECT_MULTIPLE:
            return sorted(one.split()) == sorted(other.split())
        if question.type is AnswerType.TEXT:
            # In whose words it is said makes no difference; what the standard makes
            # of it does.
            words = self.words.get(question.fact or "", frozenset())
            return one == other or not {one, other} & words
        return one == other

    def is_amount(self, question: Question) -> bool:
        """Whether it is answered with an amount."""
        fact = self.facts.facts.get(question.fact or "")
        return question.type is AnswerType.DECIMAL or (
            fact is not None and fact.type in AMOUNTS
        )

    def agreements(self, pairs: Iterable[Pair]) -> list[Agreement]:
        """Return how often each question was answered alike, in the form's order."""
        by_name: dict[str, list[Pair]] = {}
        for pair in pairs:
            by_name.setdefault(pair.question.name, []).append(pair)
        return [
            self._agreement(by_name[name]) for name in self.compared if name in by_name
        ]

    def _agreement(self, pairs: Sequence[Pair]) -> Agreement:
        question = pairs[0].question
        is_enough = len(pairs) >= self.rules.least_pairs
        is_code = question.type in CODES
        said = [(_code(one.first), _code(one.second)) for one in pairs]
        return Agreement(
            question=question,
            same=sum(one.agrees for one in pairs),
            pairs=len(pairs),
            touches_standard=pairs[0].touches_standard,
            is_code=is_code,
            is_enough=is_enough,
            kappa=kappa_of(said) if is_code and is_enough else None,
        )


def kappa_of(said: Sequence[tuple[str, str]]) -> Fraction | None:
    """Return Cohen's kappa of pairs of codes; None where chance explains all."""
    count = len(said)
    if not count:
        return None
    seen = Fraction(sum(one == other for one, other in said), count)
    first, second = (Counter(pair[at] for pair in said) for at in (0, 1))
    chance = sum(
        (Fraction(n * second[code], count * count) for code, n in first.items()),
        Fraction(0),
    )
    return None if chance == 1 else (seen - chance) / (1 - chance)


def _code(said: str) -> str:
    return " ".join(sorted(said.split()))


def _amount(said: str) -> Decimal | None:
    try:
        found = Decimal(said)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _read_by(criterion: Criterion) -> list[str]:
    named = [criterion.observes] if criterion.observes else []
    return [*names_read(criterion.measure), *named]
