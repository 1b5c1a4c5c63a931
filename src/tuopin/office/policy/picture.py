"""A procedure drawn from the pack's own tables, so that picture and rule are one.

SVG with presentation attributes only: it needs no style that a page would forbid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from xml.sax.saxutils import escape, quoteattr

from tuopin.rulebook.procedure import ActRule, Procedure

WIDTH, HEIGHT, APART, BELOW, MARGIN, LANE = 196, 62, 20, 44, 16, 12
LONGEST_ZH, LONGEST_EN = 13, 38


class Mark(StrEnum):
    """How an act of a case is marked on the picture."""

    DONE = "done"
    OPEN = "open"
    ENDED = "ended"
    NONE = "none"


_FILLS = {
    Mark.DONE: ("#e3f1e8", "#1d6b3f"),
    Mark.OPEN: ("#e6eef7", "#1a4f86"),
    Mark.ENDED: ("#fae9e8", "#9c2320"),
    Mark.NONE: ("#ffffff", "#6b7280"),
}


@dataclass(frozen=True)
class _Box:
    """Where an act stands on the picture."""

    x: float
    y: float

    @property
    def middle(self) -> float:
        return self.x + WIDTH / 2


def picture_of(procedure: Procedure, marks: Mapping[str, Mark] | None = None) -> str:
    """Draw every act under those that it requires; acts done together are joined.

    `marks` colours the acts of one case; without them it is the rule's own picture.
    """
    rows = _rows(procedure)
    widest = max(len(row) for row in rows)
    boxes_wide = widest * (WIDTH + APART) - APART + 2 * MARGIN
    height = len(rows) * (HEIGHT + BELOW) - BELOW + 2 * MARGIN
    boxes = _boxes(rows, boxes_wide)
    needed = [(one, act) for act in procedure.acts for one in _nearest(procedure, act)]
    around = [pair for pair in needed if _skips_a_row(*(boxes[one] for one in pair))]
    lanes = {pair: boxes_wide + at * LANE for at, pair in enumerate(around)}
    width = boxes_wide + len(lanes) * LANE
    title = f"{procedure.title.zh} {procedure.title.en}"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}"'
        f' role="img" aria-label={quoteattr(title)} font-family="sans-serif">',
        f"<title>{escape(title)}</title>",
        '<g fill="none" stroke="#9aa1ab" stroke-width="1.5">',
        *(_arrow(boxes[one], boxes[act], lanes.get((one, act))) for one, act in needed),
        "</g>",
        '<g stroke="#b45309" stroke-width="2" stroke-dasharray="4 3">',
        *(
            _joined(boxes[act], boxes[twin])
            for act, rule in procedure.acts.items()
            for twin in rule.together_with
            if act < twin
        ),
        "</g>",
    ]
    for number, rule in enumerate(procedure.acts.values(), start=1):
        mark = (marks or {}).get(rule.id, Mark.NONE)
        lines += _drawn(number, rule, boxes[rule.id], mark, procedure)
    return "\n".join([*lines, "</svg>", ""])


def _rows(procedure: Procedure) -> list[list[str]]:
    """Return the acts in rows: each below all that it requires."""
    level: dict[str, int] = {}
    for act, rule in procedure.acts.items():
        level[act] = 1 + max((level[one] for one in rule.requires), default=-1)
    rows: list[list[str]] = [[] for _ in range(max(level.values()) + 1)]
    for act, at in level.items():
        rows[at].append(act)
    place: dict[str, float] = {}
    for row in rows:
        # Below what they require, so that few arrows cross.
        row.sort(key=lambda act: _between(procedure.acts[act], place))
        place |= {act: at - (len(row) - 1) / 2 for at, act in enumerate(row)}
    return rows


def _between(rule: ActRule, place: Mapping[str, float]) -> float:
    return sum(place[one] for one in rule.requires) / max(1, len(rule.requires))


def _boxes(rows: list[list[str]], width: float) -> dict[str, _Box]:
    boxes = {}
    for at, row in enumerate(rows):
        taken = len(row) * (WIDTH + APART) - APART
        left = (width - taken) / 2
        for place, act in enumerate(row):
            x, y = left + place * (WIDTH + APART), MARGIN + at * (HEIGHT + BELOW)
            boxes[act] = _Box(x, y)
    return boxes


def _nearest(procedure: Procedure, act: str) -> list[str]:
    """Return what an act requires that no other requirement of it requires already."""
    direct = procedure.acts[act].requires
    implied = {further for one in direct for further in _all_required(procedure, one)}
    return [one for one in direct if one not in implied]


def _all_required(procedure: Procedure, act: str) -> set[str]:
    found: set[str] = set()
    for one in procedure.acts[act].requires:
        found |= {one} | _all_required(procedure, one)
    return found


def _skips_a_row(above: _Box, below: _Box) -> bool:
    return below.y - above.y > HEIGHT + BELOW


def _arrow(above: _Box, below: _Box, lane: float | None) -> str:
    """Draw an arrow straight down, or around the rows between on a lane of its own."""
    x1, y1, x2, y2 = above.middle, above.y + HEIGHT, below.middle, below.y
    if lane is not None:
        out, back = y1 + BELOW / 4, y2 - BELOW / 3
        return (
            f'<path stroke-linejoin="round" d="M{x1 + 24:g} {y1:g} V{out:g} H{lane:g}'
            f' V{back:g} H{x2 + 24:g} V{y2 - 5:g} m-4 -4 l4 8 l4 -8"/>'
        )
    bend = (y2 - y1) / 2
    return (
        f'<path d="M{x1:g} {y1:g} C{x1:g} {y1 + bend:g} {x2:g} {y2 - bend:g}'
        f' {x2:g} {y2 - 5:g} m-4 -4 l4 8 l4 -8"/>'
    )


def _joined(one: _Box, other: _Box) -> str:
    left, right = sorted((one, other), key=lambda box: box.x)
    if left.y == right.y:
        y = left.y + HEIGHT / 2
        return f'<line x1="{left.x + WIDTH:g}" y1="{y:g}" x2="{right.x:g}" y2="{y:g}"/>'
    upper, lower = sorted((one, other), key=lambda box: box.y)
    return (
        f'<line x1="{upper.x + 8:g}" y1="{upper.y + HEIGHT:g}"'
        f' x2="{lower.x + 8:g}" y2="{lower.y:g}"/>'
    )


def _drawn(
    number: int, rule: ActRule, box: _Box, mark: Mark, procedure: Procedure
) -> list[str]:
    fill, stroke = _FILLS[mark]
    who = "、".join(position.label.zh for position in rule.performed_by)
    days = procedure.publicity_closed_by(rule.id)
    hangs = f" · 挂满{days.days}天" if days else ""
    told = f"{number} {rule.title.zh} {rule.title.en} ({rule.cite})"
    middle = f'x="{box.middle:g}" text-anchor="middle"'
    return [
        f"<g><title>{escape(told)}</title>",
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{WIDTH}" height="{HEIGHT}" rx="4"'
        f' fill="{fill}" stroke="{stroke}" stroke-width="1.5"/>',
        f'<text {middle} y="{box.y + 20:g}" font-size="14" fill="#1f2933"'
        f' font-weight="600">{number} {escape(_cut(rule.title.zh, LONGEST_ZH))}</text>',
        f'<text {middle} y="{box.y + 36:g}" font-size="9.5" fill="#4b5563">'
        f"{escape(_cut(rule.title.en, LONGEST_EN))}</text>",
        f'<text {middle} y="{box.y + 52:g}" font-size="11" fill="{stroke}">'
        f"{escape(_cut(who + hangs, LONGEST_ZH + 3))}</text>",
        "</g>",
    ]


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
