"""A row of a sheet in the reader's words: fifty on a page, with ten parts each.

A template finds a name in a dict five times as fast as in an object.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from tuopin.web.templatetags.office import in_language

if TYPE_CHECKING:
    from tuopin.web.worksheets.fields import Field
    from tuopin.web.worksheets.sheet import SheetRow


def household_words(row: SheetRow) -> dict[str, str]:
    """Return what names a household and tells the act before, if there is one."""
    said = {
        "at": f"{reverse('web:register')}{row.number}/",
        "number": row.number,
        "name": row.head_name,
        "persons": str(row.member_count),
        "village": row.village,
        "key": row.key,
        "case": str(row.case_id),
    }
    if row.changes is None:
        return said
    return {
        **said,
        "act": in_language(row.changes.rule.title),
        "verdict": in_language(row.changes.verdict),
        "by": row.changes.person_name,
        "on": row.changes.done_on.isoformat(),
    }


def question_words(field: Field) -> dict[str, object]:
    """Return a question of a row as it is drawn."""
    return {
        "title": field.title,
        "name": field.name,
        "value": field.value,
        "choices": [
            {
                "value": one.value,
                "title": one.title,
                "is_chosen": one.value == field.value,
            }
            for one in field.choices
        ],
        "is_choice": field.is_choice,
        "is_whole": field.is_whole,
        "fault": field.fault,
    }
