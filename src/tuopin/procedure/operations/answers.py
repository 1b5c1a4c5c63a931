"""What the household itself says of its exit (认可, art. 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.scope import acting_as
from tuopin.procedure.domain import Because, CaseRefusal
from tuopin.procedure.models import ExitCase
from tuopin.procedure.recording import BatchResult, Row, record_acts
from tuopin.rulebook.text import Text

DECIDED = ("agrees", "refuses")
NEEDS_WITNESS = ("fingerprint", "proxy")


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
    fingerprint or a proxy needs a witness. The officer who records it cannot be the
    signer.
    """
    with acting_as(actor):
        result = record_acts(
            act="acknowledge",
            rows=[
                Row(
                    answer.case_id,
                    answer.verdict,
                    answer.evidence,
                    refusal=_unsigned(answer, actor),
                )
                for answer in answers
            ],
            actor=actor,
            on=on,
        )
        done = set(result.done)
        _keep_answers([one for one in answers if one.case_id in done], actor, on)
        return result


def _unsigned(answer: Answer, actor: Actor) -> CaseRefusal | None:
    """Refuse an answer that nobody of the household stands for."""
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
    elif answer.signer.strip() == actor.person_name.strip():
        text = Text(
            "经办人不能替户签字。",
            "The officer who records the answer cannot sign for the household.",
        )
    elif answer.manner in NEEDS_WITNESS and not answer.witness.strip():
        text = Text(
            "按手印或由他人代签的，须有见证人。",
            "A fingerprint or a proxy needs a witness.",
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
