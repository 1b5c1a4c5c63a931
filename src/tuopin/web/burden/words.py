"""The words of forms, papers and facts on the pages of the burden meter."""

from __future__ import annotations

from collections.abc import Mapping

from tuopin.aftercare.domain import GUARANTEES
from tuopin.oversight.burden import forms
from tuopin.oversight.burden.forms import named_facts
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit

VILLAGE = "village/"
FORMS: Mapping[str, Text] = {
    "survey": forms.SURVEY,
    "second_survey": forms.SECOND,
    "visit": Text("入户调查表（照纸质表录入）", "survey, entered from paper"),
    "call": forms.CALL,
    "return": Text("部门报送", "return of a department"),
}
PAPERS: Mapping[str, Text] = {
    "forms": Text("办理用表、逐户说明", "forms of the acts, explanations"),
    "meeting": Text("评议会材料", "papers of the meeting"),
    "notice": Text("公示、公告", "notices and announcements"),
    "letter": Text("报送函", "covering letters"),
    "listing": Text("名单、清单", "lists"),
    "draw": Text("抽签表", "draw sheets"),
    "brief": Text("情况简报", "briefs"),
    "dossier": Text("督查用一户一档", "files for inspectors"),
    "referral": Text("移送函", "letters of referral"),
}


def form_words(form: str, pack: PolicyPack) -> Text:
    """Return what a form of entry is called; an act's is called by its act."""
    if form in FORMS:
        return FORMS[form]
    is_village_s = form.startswith(VILLAGE)
    act = form.removeprefix(VILLAGE)
    for procedure in pack.procedures.values():
        is_of_villages = procedure.unit is Unit.VILLAGE
        if act in procedure.acts and is_of_villages is is_village_s:
            return procedure.acts[act].title
    return Text(act, act)


def paper_words(kind: str) -> Text:
    """Return what a kind of paper is called."""
    return PAPERS.get(kind, Text(kind, kind))


def fact_words(name: str, pack: PolicyPack) -> Text:
    """Return what a fact, a question or what a call looks at is called."""
    every = named_facts(pack.facts[Unit.HOUSEHOLD])
    if name in every:
        return every[name].title
    village = pack.facts.get(Unit.VILLAGE)
    if village is not None and name in village.facts:
        return village.facts[name].title
    question = pack.questionnaire.questions.get(name) if pack.questionnaire else None
    if question is not None:
        return question.label
    return GUARANTEES.get(name, Text(name, name))
