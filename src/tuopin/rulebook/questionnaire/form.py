"""A questionnaire as one frozen value; leaves out how it is written and answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from tuopin.rulebook.document import Place
from tuopin.rulebook.questionnaire.expressions import Expression, as_lists
from tuopin.rulebook.text import Text


class AnswerType(StrEnum):
    """What a question takes, by the name that XLSForm has for it."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    FROM_LIST = "select_one_from_file"  # one of a list that comes with the form
    ACKNOWLEDGE = "acknowledge"
    GEOPOINT = "geopoint"
    IMAGE = "image"
    NOTE = "note"
    CALCULATE = "calculate"

    @property
    def is_asked(self) -> bool:
        """Whether somebody answers it, instead of reading or calculating it."""
        return self not in (AnswerType.NOTE, AnswerType.CALCULATE)

    @property
    def is_choice(self) -> bool:
        """Whether it is answered with choices that the questionnaire declares."""
        return self in (AnswerType.SELECT_ONE, AnswerType.SELECT_MULTIPLE)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that may be chosen."""

    name: str
    label: Text


@dataclass(frozen=True, slots=True)
class Question:
    """One question, note or calculation.

    `fact` is the pack's fact that it answers, `evidence` the paper of the survey that
    its picture is. `list_name` is the list that an answer from a list comes from, and
    `narrowed_by` the list's column and the question whose answer narrows it.
    """

    name: str
    type: AnswerType
    label: Text
    place: Place
    hint: Text | None = None
    fact: str | None = None
    evidence: str | None = None
    is_required: bool = False
    relevant: Expression | None = None
    constraint: Expression | None = None
    constraint_says: Text | None = None
    calculation: Expression | None = None
    appearance: str = ""
    choices: tuple[Choice, ...] = ()
    list_name: str = ""
    narrowed_by: tuple[str, str] | None = None

    @property
    def is_signature(self) -> bool:
        """Whether the picture is a signature, or the photo of one."""
        return self.type is AnswerType.IMAGE and "signature" in self.appearance

    def choice(self, name: str) -> Choice | None:
        """Return the choice of that name."""
        return next((one for one in self.choices if one.name == name), None)


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that belong together; a repeat has them once for each of several."""

    name: str
    label: Text
    place: Place
    parts: tuple[Part, ...]
    is_repeat: bool = False
    fact: str | None = None
    relevant: Expression | None = None

    def questions(self) -> Iterator[Question]:
        """Yield the questions in it, those of inner groups among them."""
        for part in self.parts:
            if isinstance(part, Question):
                yield part
            else:
                yield from part.questions()


Part: TypeAlias = "Question | Group"


@dataclass(frozen=True, slots=True, eq=False)
class Questionnaire:
    """A form of questions in sections; `digest` is that of the text it was read from.

    A repeat stands in a section, never in another repeat.
    """

    id: str
    title: Text
    version: str
    digest: str
    source: str
    sections: tuple[Group, ...]
    _questions: Mapping[str, Question] = field(init=False, repr=False)
    _inside: Mapping[str, tuple[Group, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        inside: dict[str, tuple[Group, ...]] = {}
        questions: dict[str, Question] = {}

        def walk(part: Part, above: tuple[Group, ...]) -> None:
            inside[part.name] = above
            if isinstance(part, Question):
                questions[part.name] = part
                return
            for inner in part.parts:
                walk(inner, (*above, part))

        for section in self.sections:
            walk(section, ())
        object.__setattr__(self, "_questions", questions)
        object.__setattr__(self, "_inside", inside)

    @property
    def questions(self) -> Mapping[str, Question]:
        """Every question by its name."""
        return self._questions

    def groups_around(self, name: str) -> tuple[Group, ...]:
        """Return the groups that a question or group stands in, the outermost first."""
        return self._inside.get(name, ())

    def repeat_of(self, name: str) -> Group | None:
        """Return the repeat that a question stands in."""
        return next((g for g in self.groups_around(name) if g.is_repeat), None)

    @property
    def repeats(self) -> tuple[Group, ...]:
        """The repeats, in order."""
        found: list[Group] = []

        def walk(group: Group) -> None:
            if group.is_repeat:
                found.append(group)
            for part in group.parts:
                if isinstance(part, Group):
                    walk(part)

        for section in self.sections:
            walk(section)
        return tuple(found)

    def from_list(self, list_name: str) -> Question | None:
        """Return the question that is answered from a list, if there is one."""
        return next(
            (q for q in self.questions.values() if q.list_name == list_name), None
        )

    def asking_for(self, fact: str) -> Question | None:
        """Return the question that answers a fact."""
        return next((q for q in self.questions.values() if q.fact == fact), None)


def spelled_out(form: Questionnaire) -> dict[str, object]:
    """Return a questionnaire as JSON has it, for pages that work off line."""
    return {
        "id": form.id,
        "title": _both(form.title),
        "version": form.version,
        "digest": form.digest,
        "sections": [_part(section) for section in form.sections],
    }


def _part(part: Part) -> dict[str, object]:
    said: dict[str, object] = {
        "name": part.name,
        "label": _both(part.label),
        "relevant": _tree(part.relevant),
    }
    if isinstance(part, Group):
        return {
            **said,
            "type": "repeat" if part.is_repeat else "group",
            "parts": [_part(one) for one in part.parts],
        }
    return {
        **said,
        "type": part.type.value,
        "hint": _both(part.hint) if part.hint else None,
        "fact": part.fact,
        "required": part.is_required,
        "constraint": _tree(part.constraint),
        "constraint_says": _both(part.constraint_says) if part.constraint_says else "",
        "calculation": _tree(part.calculation),
        "appearance": part.appearance,
        "choices": [[one.name, _both(one.label)] for one in part.choices],
        "list": part.list_name,
        "narrowed_by": part.narrowed_by,
    }


def _both(said: Text) -> dict[str, str]:
    return {"zh": said.zh, "en": said.en}


def _tree(expression: Expression | None) -> list[object] | None:
    return None if expression is None else as_lists(expression)
