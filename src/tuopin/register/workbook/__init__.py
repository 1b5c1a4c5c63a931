"""The register workbook (登记表): read and checked here; no Django.

Writing one, or sending one back, takes its own modules: the child that reads loads
nothing that it does not need.
"""

from tuopin.register.workbook.asking import columns_asked
from tuopin.register.workbook.entries import RegisterWorkbook
from tuopin.register.workbook.faults import Fault, Severity, UnreadableWorkbook
from tuopin.register.workbook.reading import RawWorkbook, read_workbook
from tuopin.register.workbook.sifting import read_register, sift_workbook

__all__ = [
    "Fault",
    "RawWorkbook",
    "RegisterWorkbook",
    "Severity",
    "UnreadableWorkbook",
    "columns_asked",
    "read_register",
    "read_workbook",
    "sift_workbook",
]
