"""What is complete of a household's papers, by stage, and what is missing; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tuopin.filing.domain import Level
from tuopin.rulebook.procedure import ActRule, Consequence, Procedure
from tuopin.rulebook.text import Text


@dataclass(frozen=True)
class MissingPaper:
    """A paper that is not there: of which act, and which paper; none is the act."""

    act: ActRule
    paper: Text | None

    @property
    def text(self) -> Text:
        """What is missing, in words."""
        if self.paper is None:
            return self.act.title
        return Text(
            f"{self.act.title.zh}：{self.paper.zh}",
            f"{self.act.title.en}: {self.paper.en}",
        )


@dataclass(frozen=True)
class Completeness:
    """How many papers of the acts before archiving are there, and which are not."""

    there: int
    missing: tuple[MissingPaper, ...]

    @property
    def wanted(self) -> int:
        """How many papers a complete volume has."""
        return self.there + len(self.missing)

    @property
    def is_complete(self) -> bool:
        """Whether no paper is missing."""
        return not self.missing


def completeness(
    procedure: Procedure, done: Mapping[str, tuple[str, Mapping[str, str]]]
) -> Completeness:
    """Return what is there of a household's papers, in the order of the acts.

    `done` has verdict and evidence of each act of the round. An act that has not come
    to its end is missing as a whole; archiving and what follows it want no paper here.
    """
    there, missing = 0, list[MissingPaper]()
    for act in acts_to_archive(procedure):
        verdict, evidence = done.get(act.id, ("", {}))
        papers = [paper for paper in act.evidence if paper.required]
        if not verdict or _waits(act, verdict):
            missing.append(MissingPaper(act, None))
            continue
        lacking = [one for one in papers if not evidence.get(one.id, "").strip()]
        there += max(len(papers), 1) - len(lacking)
        missing.extend(MissingPaper(act, one.title) for one in lacking)
    return Completeness(there, tuple(missing))


def acts_to_archive(procedure: Procedure) -> Sequence[ActRule]:
    """Return the acts whose papers a complete volume holds, in legal order."""
    archiving = {level.act for level in Level}
    after = {act.id for act in procedure.acts.values() if archiving & set(act.requires)}
    return [
        act
        for act in procedure.acts.values()
        if act.id not in archiving and act.id not in after
    ]


def _waits(act: ActRule, verdict: str) -> bool:
    return act.verdict(verdict).consequence is Consequence.WAITS
