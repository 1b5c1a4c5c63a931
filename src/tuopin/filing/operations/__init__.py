"""Filing upward with receipts, archiving at three levels, and the mark (art. 6)."""

from tuopin.filing.operations.archive_sets import keep_set
from tuopin.filing.operations.archiving import (
    archive_county,
    archive_township,
    archive_village,
)
from tuopin.filing.operations.delisting import file_villages_with_province
from tuopin.filing.operations.entering import export_for_entry
from tuopin.filing.operations.letters import (
    record_receipt,
    send_plans,
    send_villages,
)
from tuopin.filing.operations.marking import mark_lifted_out
from tuopin.filing.operations.reconciling import reconcile
from tuopin.filing.operations.refusals import UnableToFile
from tuopin.filing.operations.sending import (
    file_with_city,
    file_with_province,
    remind,
    send_consignment,
)

__all__ = [
    "UnableToFile",
    "archive_county",
    "archive_township",
    "archive_village",
    "export_for_entry",
    "file_villages_with_province",
    "file_with_city",
    "file_with_province",
    "keep_set",
    "mark_lifted_out",
    "reconcile",
    "record_receipt",
    "remind",
    "send_consignment",
    "send_plans",
    "send_villages",
]
