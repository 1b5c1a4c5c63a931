"""The register workbook (登记表): read, checked, sent back, written. No Django here."""

from tuopin.register.workbook.sifting import sift_workbook, read_register
from tuopin.register.workbook.corrections import write_corrections
from tuopin.register.workbook.entries import RegisterWorkbook
from tuopin.register.workbook.faults import Fault, Severity, UnreadableWorkbook
from tuopin.register.workbook.reading import RawWorkbook, read_workbook
from tuopin.register.workbook.writing import write_workbook

__all__ = [
    "Fault",
    "RawWorkbook",
    "RegisterWorkbook",
    "Severity",
    "UnreadableWorkbook",
    "sift_workbook",
    "read_register",
    "read_workbook",
    "write_corrections",
    "write_workbook",
]
