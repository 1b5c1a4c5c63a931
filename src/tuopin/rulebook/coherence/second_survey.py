"""Whether a second survey rests on readings that exist, and has a questionnaire."""

from __future__ import annotations

from collections.abc import Iterator

from tuopin.rulebook.coherence.criteria import no_interpretation
from tuopin.rulebook.coherence.locating import locate
from tuopin.rulebook.document import PackFiles
from tuopin.rulebook.faults import Fault
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.parsing.packs import QUESTIONNAIRE_FILE, SECOND_SURVEY_FILE
from tuopin.rulebook.text import Text


def second_survey_faults(pack: PolicyPack, files: PackFiles) -> Iterator[Fault]:
    """Yield what a second survey needs that is not there."""
    if pack.second_survey is None:
        return
    for note in pack.second_survey.notes:
        if note not in pack.interpretations:
            yield no_interpretation(
                locate(files, SECOND_SURVEY_FILE, "notes", note), note
            )
    if pack.questionnaire is None:
        yield Fault(
            locate(files, SECOND_SURVEY_FILE, "cite"),
            Text("没有问卷，无法再次调查", "there is no questionnaire to ask again"),
            Text(f"写在 {QUESTIONNAIRE_FILE} 里", f"written in {QUESTIONNAIRE_FILE}"),
        )
