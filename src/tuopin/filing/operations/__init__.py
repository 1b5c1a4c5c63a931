"""Filing upward with receipts, archiving at three levels, and the mark (art. 6)."""

from tuopin.filing.operations.archive_sets import keep_set
from tuopin.filing.operations.archiving import (
    archive_county,
    archive_township,
    archive_village,
)
from tuopin.filing.operations.delisting import file_villages_with_province
from tuopin.filing.operations.marking import Entered, mark_lifted_out
from tuopin.filing.operations.refusals import UnableToFile
from tuopin.filing.operations.sending import (
    file_with_city,
    file_with_province,
    send_consignment,
)

__all__ = [
    "Entered",
    "UnableToFile",
    "archive_county",
    "archive_township",
    "archive_village",
    "file_villages_with_province",
    "file_with_city",
    "file_with_province",
    "keep_set",
    "mark_lifted_out",
    "send_consignment",
]
