"""Whether a pack's parts fit each other; leaves out each part's own form and cases."""

from __future__ import annotations

from tuopin.rulebook.coherence.aftercare import aftercare_faults
from tuopin.rulebook.coherence.archive import archive_faults
from tuopin.rulebook.coherence.articles import article_faults
from tuopin.rulebook.coherence.comparison import comparison_faults
from tuopin.rulebook.coherence.criteria import criterion_faults
from tuopin.rulebook.coherence.inspection import inspection_faults
from tuopin.rulebook.coherence.integrity import integrity_faults
from tuopin.rulebook.coherence.performance import performance_faults
from tuopin.rulebook.coherence.procedures import procedure_faults
from tuopin.rulebook.coherence.questionnaires import questionnaire_faults
from tuopin.rulebook.coherence.satisfaction import satisfaction_faults
from tuopin.rulebook.coherence.second_survey import second_survey_faults
from tuopin.rulebook.coherence.time_logic import time_logic_faults
from tuopin.rulebook.document import PackFiles
from tuopin.rulebook.faults import Fault
from tuopin.rulebook.pack import PolicyPack


def coherence_faults(pack: PolicyPack, files: PackFiles) -> tuple[Fault, ...]:
    """Return everything in the pack that points at something that is not there."""
    return (
        *article_faults(pack, files),
        *criterion_faults(pack, files),
        *procedure_faults(pack, files),
        *archive_faults(pack, files),
        *comparison_faults(pack, files),
        *integrity_faults(pack, files),
        *inspection_faults(pack, files),
        *second_survey_faults(pack, files),
        *aftercare_faults(pack, files),
        *performance_faults(pack, files),
        *satisfaction_faults(pack, files),
        *time_logic_faults(pack, files),
        *questionnaire_faults(pack),
    )
