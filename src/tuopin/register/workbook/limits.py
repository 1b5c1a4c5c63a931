"""How large a workbook may be, and what its reading may cost."""

from __future__ import annotations

FILE_BYTES = 64 * 2**20
PARTS = 200
INFLATED_BYTES = 256 * 2**20
RATIO = 200
RATIO_COUNTS_FROM = 2**20  # small parts of blanks shrink further than any ratio
ROWS = 200_000
COLUMNS = 256
CELLS = 1_500_000
LETTERS = 8 * CELLS
TEXT_LENGTH = 2_000  # of one cell
FORMULAS_NAMED = 2_000

CHILD_MEMORY = 768 * 2**20
CHILD_CPU_SECONDS = 30
CHILD_SECONDS = 60
CHILD_OUTPUT = 512 * 2**20
