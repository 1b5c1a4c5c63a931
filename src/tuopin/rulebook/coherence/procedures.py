"""Whether procedures name acts, verdicts and gates that exist, in working order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tuopin.rulebook.coherence.criteria import no_interpretation
from tuopin.rulebook.coherence.locating import locate
from tuopin.rulebook.document import PackFiles, Place
from tuopin.rulebook.faults import Fault
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.procedure import ActRule, Consequence, Procedure
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit


def procedure_faults(pack: PolicyPack, files: PackFiles) -> Iterator[Fault]:
    """Yield what each procedure names that is not there or cannot work."""
    for procedure in pack.procedures.values():
        table = _Table(pack, files, procedure)
        yield from table.acts()
        yield from table.publicities()
        yield from table.rounds()
        yield from table.statuses()
        yield from table.notes()


@dataclass(frozen=True, slots=True)
class _Table:
    pack: PolicyPack
    files: PackFiles
    procedure: Procedure

    def acts(self) -> Iterator[Fault]:
        """Yield acts that name others wrongly, or that nobody can do."""
        earlier: list[str] = []
        for act in self.procedure.acts.values():
            yield from self._requirements(act, earlier)
            yield from self._references(act)
            yield from self._households(act)
            yield from self._doable(act)
            earlier.append(act.id)
        served = {gate for act in self.procedure.acts.values() for gate in act.gates}
        for gate in set(self.procedure.gates) - served:
            wrong = Text(f"没有环节服务于{gate}", f"no act serves {gate}")
            right = Text("写入某个环节的 gates", "the gates of some act name it")
            yield Fault(self._at("gates", gate), wrong, right)

    def publicities(self) -> Iterator[Fault]:
        """Yield publicities whose acts do not open and close them."""
        for publicity in self.procedure.publicities.values():
            path = ("publicities", publicity.id)
            acts = self.procedure.acts
            yield from self._known((publicity.opened_by,), acts, *path, "opened_by")
            yield from self._known((publicity.closed_by,), acts, *path, "closed_by")
            closing = acts.get(publicity.closed_by)
            if closing and publicity.opened_by not in closing.requires:
                wrong = Text("期满不以张贴为前提", "closing does not require posting")
                right = Text(
                    f"{closing.id} 的 requires 含 {publicity.opened_by}",
                    f"{closing.id} requires {publicity.opened_by}",
                )
                yield Fault(self._at(*path, "closed_by"), wrong, right)
            if publicity.days < 1:
                wrong = Text("天数不足一天", "no days at all")
                yield Fault(self._at(*path, "days"), wrong, Text("至少1", "1 or more"))

    def rounds(self) -> Iterator[Fault]:
        """Yield deadlines, time limits and restarts that name no act."""
        acts = self.procedure.acts
        for deadline in self.procedure.deadlines:
            yield from self._known(deadline.acts, acts, "deadlines", deadline.id)
        for limit in self.procedure.time_limits:
            named = (limit.counted_from, *limit.acts)
            yield from self._known(named, acts, "time_limits", limit.id)
        timetable = self.procedure.timetable
        if timetable is not None and timetable.last_year < timetable.first_year:
            wrong = Text("退出时序没有年度", "a timetable without a year")
            right = Text("last_year 不早于 first_year", "last_year from first_year on")
            yield Fault(self._at("timetable", "last_year"), wrong, right)
        yield from self._known((self.procedure.restart_at,), acts, "restart_at")
        yield from self._known(self.procedure.carried_over, acts, "carried_over")

    def statuses(self) -> Iterator[Fault]:
        """Yield statuses that no case can have, and a table without a last one."""
        for rule in self.procedure.statuses:
            path = ("statuses", rule.status.id)
            yield from self._known(rule.verdicts, self.procedure.acts, *path)
            for act, named in rule.verdicts.items():
                if act in self.procedure.acts:
                    known = [v.id for v in self.procedure.acts[act].verdicts]
                    yield from self._known(named, known, *path)
        ids = [rule.status.id for rule in self.procedure.statuses]
        for status in {status for status in ids if ids.count(status) > 1}:
            wrong = Text(f"状态“{status}”重复", f"the status {status!r} stands twice")
            right = Text("每个状态一行", "one line for each status")
            yield Fault(self._at("statuses", status), wrong, right)
        last = self.procedure.statuses[-1:]
        if not last or last[0].verdicts or last[0].held:
            wrong = Text("最后一个状态带有条件", "the last status has a condition")
            right = Text("无条件的末行", "a last line without a condition")
            yield Fault(self._at("statuses"), wrong, right)

    def notes(self) -> Iterator[Fault]:
        """Yield notes that name no interpretation."""
        procedure = self.procedure
        for act in procedure.acts.values():
            for note in act.notes:
                yield from self._note(note, "acts", act.id, "notes", note)
        for publicity in procedure.publicities.values():
            path = ("publicities", publicity.id, "note")
            yield from self._note(publicity.note, *path)
        for deadline in procedure.deadlines:
            yield from self._note(deadline.note, "deadlines", deadline.id, "note")
        for limit in procedure.time_limits:
            yield from self._note(limit.note, "time_limits", limit.id, "note")
        if procedure.second_review is not None:
            note = procedure.second_review.note
            yield from self._note(note, "second_review", "note")
        if procedure.timetable is not None:
            yield from self._note(procedure.timetable.note, "timetable", "note")
        yield from self._note(procedure.entry.note, "entry", "note")

    def _requirements(self, act: ActRule, earlier: list[str]) -> Iterator[Fault]:
        # Acts stand in legal order, so that requirements can run in no circle.
        for required in act.requires:
            if required in earlier:
                continue
            place = self._at("acts", act.id, "requires", required)
            if required in self.procedure.acts:
                wrong = Text(
                    f"“{act.id}”要求排在其后的“{required}”",
                    f"{act.id} requires {required}, which stands after it",
                )
            else:
                wrong = Text(f"没有环节“{required}”", f"there is no act {required!r}")
            known = ", ".join(earlier)
            yield Fault(place, wrong, Text(f"前面的环节：{known}", f"one of {known}"))

    def _references(self, act: ActRule) -> Iterator[Fault]:
        acts, gates = self.procedure.acts, self.procedure.gates
        path = ("acts", act.id)
        yield from self._known(act.together_with, acts, *path, "together_with")
        others = act.different_person_from
        yield from self._known(others, acts, *path, "different_person_from")
        yield from self._known(act.gates, gates, *path, "gates")

    def _households(self, act: ActRule) -> Iterator[Fault]:
        known = [
            household_act
            for procedure in self.pack.procedures.values()
            if procedure.unit is Unit.HOUSEHOLD
            for household_act in procedure.acts
        ]
        path = ("acts", act.id, "waits_for_households")
        yield from self._known(act.waits_for_households, known, *path)

    def _doable(self, act: ActRule) -> Iterator[Fault]:
        place = self._at("acts", act.id)
        if not act.performed_by:
            wrong = Text(f"“{act.id}”无人可办", f"nobody performs {act.id}")
            yield Fault(place, wrong, Text("至少一个岗位", "at least one position"))
        consequences = [verdict.consequence for verdict in act.verdicts]
        if Consequence.CONTINUES not in consequences:
            wrong = Text(f"“{act.id}”之后无路可走", f"nothing continues after {act.id}")
            right = Text("至少一个 continues", "at least one verdict that continues")
            yield Fault(place, wrong, right)

    def _known(
        self, names: Iterable[str], known: Iterable[str], *path: str
    ) -> Iterator[Fault]:
        known = list(known)
        for name in names:
            if name not in known:
                choice = ", ".join(known)
                wrong = Text(f"没有“{name}”", f"there is no {name!r}")
                right = Text(f"下列之一：{choice}", f"one of {choice}")
                yield Fault(self._at(*path), wrong, right)

    def _note(self, note: str, *path: str) -> Iterator[Fault]:
        if note not in self.pack.interpretations:
            yield no_interpretation(self._at(*path), note)

    def _at(self, *path: str) -> Place:
        return locate(self.files, f"procedures/{self.procedure.id}.yaml", *path)
