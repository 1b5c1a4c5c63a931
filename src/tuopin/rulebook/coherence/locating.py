"""Finds the line of a part in a pack's files; leaves out what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

from tuopin.rulebook.document import Node, PackFiles, Page, Place


def locate(files: PackFiles, file: str, *path: str) -> Place:
    """Return the line of the part that `path` names, or of the nearest part above."""
    node = files.get(file)
    if not isinstance(node, Node):
        return Place(file, 1)
    for step in path:
        found = _step(node, step)
        if found is None:
            break
        node = found
    return node.place


def locate_heading(files: PackFiles, file: str, heading: str) -> Place:
    """Return the line of a heading in a Markdown file, or its first line."""
    page = files.get(file)
    if isinstance(page, Page):
        for offset, line in enumerate(page.body.split("\n")):
            if line.strip() == f"## {heading}":
                return Place(file, page.body_line + offset)
    return Place(file, 1)


def _step(node: Node, step: str) -> Node | None:
    """Return a mapping's field, or the item of a list whose id or text it is."""
    if isinstance(node.value, Mapping):
        return node.value.get(step)
    if isinstance(node.value, str):
        return None
    for item in node.value:
        inner = item.value.get("id") if isinstance(item.value, Mapping) else item
        if inner is not None and inner.value == step:
            return item
    return None
