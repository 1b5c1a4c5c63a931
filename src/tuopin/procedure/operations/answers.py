"""What the household itself says of its exit (认可, art. 6)."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.scope import acting_as
from tuopin.procedure import queries
from tuopin.procedure.domain import Because, CaseRefusal
from tuopin.procedure.models import ExitCase
from tuopin.procedure.recording import BatchResult, Row, record_acts
from tuopin.rulebook.text import Text

DECIDED = ("agrees", "refuses")
NEEDS_WITNESS = ("fingerprint", "proxy", "screen")


@dataclass(frozen=True)
class Answer:
    """What a household said about its exit, and who said it for the household."""

    case_id: int
    verdict: str
    signer: str = ""
    relation: str = ""
    manner: str = ""
    witness: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict)


def acknowledge(*, answers: Sequence[Answer], actor: Actor, on: date) -> BatchResult:
    """Record what each household said (贫困户认可, art. 6); nobody says it for them.

    An agreement or refusal names its signer, the signer's relation and the manner; a
    fingerprint, a signature on the screen or a proxy needs a witness. Whoever acted in
    the case, or surveyed or helps the household, is neither signer nor witness.
    """
    with acting_as(actor):
        officers = _officers(answers, actor)
        result = record_acts(
            act="acknowledge",
            rows=[
                Row(
                    answer.case_id,
                    answer.verdict,
                    answer.evidence,
                    refusal=_unsigned(answer, officers.get(answer.case_id, set())),
                )
                for answer in answers
            ],
            actor=actor,
            on=on,
        )
        done = set(result.done)
        _keep_answers([one for one in answers if one.case_id in done], actor, on)
        return result


def _officers(answers: Sequence[Answer], actor: Actor) -> dict[int, set[str]]:
    """Return, by case, the names of all who acted for an office in it."""
    ids = [answer.case_id for answer in answers]
    return {
        state.case_id: {
            actor.person_name,
            state.surveyor,
            *(done.person_name for done in state.acts.values()),
        }
        - {""}
        for state, _ in queries.states(ids)
    }


def _unsigned(answer: Answer, officers: Container[str]) -> CaseRefusal | None:
    """Refuse an answer that nobody of the household stands for."""
    signer, witness = answer.signer.strip(), answer.witness.strip()
    text: Text | None = None
    if answer.verdict in DECIDED and not (
        answer.signer.strip() and answer.relation.strip()
    ):
        text = Text(
            "认可书须写明签字人及其与户主的关系。",
            "The statement must name who signed and how they belong to the household.",
        )
    elif answer.verdict in DECIDED and not answer.manner:
        text = Text(
            "认可书须写明签认方式：签字、按手印或代签。",
            "The statement must say how it was given: signed, fingerprinted, by proxy.",
        )
    elif signer in officers:
        text = Text(
            "经办人、调查人、帮扶人不能替户签字；请由该户的人签。",
            "Whoever acts in the case, surveyed or helps the household cannot sign for "
            "it: somebody of the household signs.",
        )
    elif answer.manner in NEEDS_WITNESS and not witness:
        text = Text(
            "按手印、在屏幕上签字或由他人代签的，须有见证人。",
            "A fingerprint, a signature on the screen or a proxy needs a witness.",
        )
    elif witness and (witness in officers or witness == signer):
        text = Text(
            "见证人不能是签字人，也不能是经办人、调查人、帮扶人；请另找一位村民见证。",
            "The witness is neither who signs nor anybody who acts in the case, "
            "surveyed or helps the household: ask another villager.",
        )
    return CaseRefusal(Because.SPECIFIC, text, "art-06") if text else None


def _keep_answers(answers: Sequence[Answer], actor: Actor, on: date) -> None:
    if not answers:
        return
    cases = ExitCase.objects.in_bulk([answer.case_id for answer in answers])
    kept = audit_rows.insert(
        "procedure_acknowledgement",
        (
            "case_id",
            "village_code",
            "round",
            "answer",
            "signer",
            "relation",
            "manner",
            "witness",
            "answered_on",
        ),
        [
            (
                answer.case_id,
                cases[answer.case_id].village_id,
                cases[answer.case_id].round,
                answer.verdict,
                answer.signer,
                answer.relation,
                answer.manner,
                answer.witness,
                on,
            )
            for answer in answers
        ],
    )
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"case:{answer.case_id}",
                act="procedure.acknowledgement.kept",
                division_code=cases[answer.case_id].village_id,
                body={"answer": answer.verdict},
                rows=[row],
            )
            for answer, row in zip(answers, kept, strict=True)
        ],
    )
