"""The register workbook (登记表): read, checked, sent back, written. No Django here."""

from tuopin.register.workbook.asking import columns_asked
from tuopin.register.workbook.corrections import write_corrections
from tuopin.register.workbook.entries import RegisterWorkbook
from tuopin.register.workbook.faults import Fault, Severity, UnreadableWorkbook
from tuopin.register.workbook.reading import RawWorkbook, read_workbook
from tuopin.register.workbook.sifting import read_register, sift_workbook
from tuopin.register.workbook.writing import write_workbook

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
    "write_corrections",
    "write_workbook",
]
