"""Which forms a year changed: versions of the pack that were adopted, local plans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuopin.office.policy.differences import differences
from tuopin.office.policy.models import KeptPack, PackInForce, WorkingPlan
from tuopin.office.policy.queries import pack_kept
from tuopin.office.policy.reader import files_in
from tuopin.rulebook.text import Text

FORMS = {
    "survey/": Text("入户调查表", "survey of the household"),
    "facts/": Text("登记、报送的项目", "what the register and returns hold"),
    "procedures/": Text("各环节的表", "sheets of the acts"),
    "aftercare": Text("退出后回访", "call after the exit"),
    "satisfaction": Text("满意度回访", "satisfaction interview"),
    "second_survey": Text("盲抽复访", "blind second survey"),
    "inspection": Text("督查抽查", "spot check"),
    "national": Text("国家系统标注表", "list for the national system"),
}
"""The pack's files that forms are made of, by how their names begin."""
NOT_KEPT = Text(
    "改了哪些表不明：以前版本的文件没有留存",
    "which forms is unknown: the files of the version before were not kept",
)


@dataclass(frozen=True)
class FormChanged:
    """A form that a version, or a local plan, has changed."""

    day: date
    area: str
    """The area that it was changed for, blank for everybody under the pack."""
    by: str
    form: Text
    differences: int | None
    """None where the files of the version before were not kept: unknown."""


def forms_changed(year: int) -> tuple[FormChanged, ...]:
    """Return the forms that were changed in a year, the latest first.

    A first version changes nothing: there was none before.
    """
    found = [*_by_versions(year), *_by_plans(year)]
    return tuple(sorted(found, key=lambda one: (one.day, one.by), reverse=True))


def _by_versions(year: int) -> list[FormChanged]:
    before: dict[str, PackInForce] = {}
    found = []
    for one in PackInForce.objects.order_by("adopted_on", "id"):
        earlier = before.get(one.pack_id)
        before[one.pack_id] = one
        if earlier is not None and one.adopted_on.year == year:
            found.extend(_between(earlier, one))
    return found


def _between(earlier: PackInForce, later: PackInForce) -> list[FormChanged]:
    kept = {
        one.version: files_in(bytes(one.content))
        for one in KeptPack.objects.filter(version__in=[earlier.version, later.version])
    }
    if len(kept) < len({earlier.version, later.version}):
        by = f"{later.pack_id} {later.version[:12]}"
        return [FormChanged(later.adopted_on, "", by, NOT_KEPT, None)]
    found = differences(
        pack_kept(earlier.pack_id, earlier.version),
        pack_kept(later.pack_id, later.version),
        kept[earlier.version],
        kept[later.version],
    )
    counts: dict[str, int] = {}
    for one in found:
        begins = next((name for name in FORMS if one.file.startswith(name)), None)
        if begins is not None:
            counts[begins] = counts.get(begins, 0) + 1
    by = f"{later.pack_id} {later.version[:12]}"
    return [
        FormChanged(later.adopted_on, "", by, FORMS[name], n)
        for name, n in counts.items()
    ]


def _by_plans(year: int) -> list[FormChanged]:
    plans = WorkingPlan.objects.filter(
        in_force_from__year=year, rules__isnull=False
    ).prefetch_related("rules")
    return [
        FormChanged(
            plan.in_force_from,
            plan.area_code,
            plan.document_number,
            FORMS["procedures/"],
            len(plan.rules.all()),
        )
        for plan in plans.distinct().order_by("id")
    ]
