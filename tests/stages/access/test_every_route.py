"""Every address has its row: who may open it, for which place, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import get_resolver

from tests.support.department_lists import (
    HEAD,
    bring,
    houses_of,
    questions,
    register_people,
)
from tests.support.publications import workbook
from tests.support.questionnaires import assign, submission_for, submit
from tests.support.villages import VillageWay
from tests.support.world import COUNTY, SEATS, TOWNSHIP, VILLAGE, YEAR, World
from tuopin.filing.queries import consignments
from tuopin.notice.domain import token_of
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.models import Account
from tuopin.office.accounts.rights import EVERYBODY, MAY, Right
from tuopin.office.divisions.domain import covers
from tuopin.office.documents.domain import DocumentKind
from tuopin.office.scope import acting_as
from tuopin.plan.queries import latest_plans
from tuopin.rulebook.positions import Position
from tuopin.survey.operations import SURVEYORS
from tuopin.web.middleware import WITHOUT_LOGIN

P = Position
ANY = tuple(Position)
SOMEWHERE = ""
"""The page is about the actor's own area, whatever it is."""


@dataclass(frozen=True)
class Route:
    """An address with who may open it and which place it is about."""

    path: str
    positions: tuple[Position, ...]
    place: str = SOMEWHERE
    is_posted: bool = False
    opens: int = 200

    def status(self, actor: Actor) -> set[int]:
        """Return how the program may answer somebody who opens the page."""
        if self.is_posted:
            return {405}
        sees = not self.place or covers(actor.division_code, self.place)
        if actor.position in self.positions:
            return {self.opens} if sees else {404}
        return {403, 404}


RECEIVERS = tuple(p for p in MAY[Right.RECEIVE_OBJECTION] if p is not P.PORTAL)
COMMITTEES = (P.VILLAGE_COMMITTEES,)
COUNTY_OFFICE = (P.COUNTY_OFFICE,)
KEEPERS = MAY[Right.KEEP_ACCOUNTS]


def routes(
    number: str,
    notice: int,
    objection: int,
    token: str,
    plan: int,
    document: int,
    letter: int,
    aside: int,
    asked: int,
) -> dict[str, Route]:
    """Return the row of every route, for one household of a village."""
    own = {"place": VILLAGE}
    everyone = {"positions": ANY}
    sheet, person = f"/work/verify_committees/{VILLAGE}", "/people/1"
    return {
        "my_work": Route("/", **everyone),
        "login": Route("/login/", **everyone, opens=302),
        "second_step": Route("/login/second-step/", **everyone, opens=302),
        "passkey_login": Route("/login/passkey/", **everyone),
        "account": Route("/account/", **everyone),
        "confirm": Route("/account/confirm/", **everyone),
        "password": Route("/account/password/", **everyone, opens=302),
        "end_sign_ins": Route("/account/sign-ins/end/", **everyone, is_posted=True),
        "factors": Route("/account/second-step/", **everyone),
        "app": Route("/account/second-step/app/", **everyone, opens=302),
        "passkey": Route("/account/second-step/passkey/", **everyone, opens=302),
        "recovery_codes": Route(
            "/account/second-step/codes/", **everyone, is_posted=True
        ),
        "remove_factor": Route(
            "/account/second-step/remove/", **everyone, is_posted=True
        ),
        "people": Route("/people/", KEEPERS),
        "new_person": Route("/people/new/", KEEPERS, opens=302),
        "person": Route(f"{person}/", KEEPERS, opens=302),
        "appoint": Route(f"{person}/appointment/", KEEPERS, is_posted=True),
        "hand_over": Route(
            f"{person}/appointment/1/hand-over/", KEEPERS, is_posted=True
        ),
        "dismiss": Route(f"{person}/appointment/1/end/", KEEPERS, is_posted=True),
        "reset_factors": Route(f"{person}/second-step/", KEEPERS, is_posted=True),
        "give_password": Route(f"{person}/password/", KEEPERS, is_posted=True),
        "logout": Route("/logout/", **everyone, is_posted=True),
        "choose_appointment": Route("/appointment/", **everyone),
        "set_language": Route("/language/", **everyone, opens=302),
        "move_clock": Route("/demo/clock/", **everyone, is_posted=True),
        "healthz": Route("/healthz", **everyone),
        "register": Route("/register/", EVERYBODY),
        "search_register": Route("/register/search/", EVERYBODY, is_posted=True),
        "export_register": Route("/register/export/", EVERYBODY, is_posted=True),
        "standing": Route("/standing/", EVERYBODY),
        "marking": Route("/marking/", COUNTY_OFFICE),
        "export_national": Route("/marking/export/", COUNTY_OFFICE, is_posted=True),
        "reconcile_national": Route("/marking/list/", COUNTY_OFFICE, is_posted=True),
        "confirm_marks": Route("/marking/confirm/", COUNTY_OFFICE, is_posted=True),
        "filings": Route("/filings/", EVERYBODY),
        "filing": Route(f"/filings/{letter}/", EVERYBODY, place=COUNTY),
        "filing_part": Route(f"/filings/{letter}/roster/", EVERYBODY, place=COUNTY),
        "planner": Route("/planner/", EVERYBODY),
        "plans": Route("/plans/", EVERYBODY),
        "draft_plan": Route("/plans/draft/", (P.TOWNSHIP_OFFICE,)),
        "plan": Route(f"/plans/{plan}/", EVERYBODY, place=TOWNSHIP),
        "villages": Route("/villages/", EVERYBODY),
        "village": Route(f"/villages/{VILLAGE}/", EVERYBODY, **own),
        "village_round": Route(
            f"/villages/{VILLAGE}/round/", ANY, **own, is_posted=True
        ),
        "household_round": Route(
            f"/register/{number}/round/", ANY, **own, is_posted=True
        ),
        "archive": Route("/archive/", EVERYBODY),
        "archive_village": Route(f"/archive/{VILLAGE}/", EVERYBODY, **own),
        "archive_missing": Route(f"/archive/{VILLAGE}/missing/", EVERYBODY, **own),
        "objections": Route("/objections/", EVERYBODY),
        "household": Route(f"/register/{number}/", EVERYBODY, **own),
        "why": Route(f"/register/{number}/why/", EVERYBODY, **own),
        "visit": Route(f"/visits/{number}/", SURVEYORS, **own),
        "visit_paper": Route(f"/visits/{number}/paper/", SURVEYORS, **own),
        # Whoever has begun none is led to where it begins.
        "visit_step": Route(
            f"/visits/{number}/step/visit/", SURVEYORS, opens=302, **own
        ),
        "visit_review": Route(f"/visits/{number}/review/", SURVEYORS, opens=302, **own),
        "fieldwork": Route("/fieldwork/", MAY[Right.FOLLOW_SURVEYS]),
        "fieldwork_village": Route(
            f"/fieldwork/{VILLAGE}/", MAY[Right.FOLLOW_SURVEYS], **own
        ),
        "put_aside": Route(
            f"/fieldwork/put-aside/{aside}/", MAY[Right.FOLLOW_SURVEYS], **own
        ),
        "integrity": Route(
            "/surveys-to-look-at/", (*MAY[Right.FOLLOW_INTEGRITY], *SURVEYORS)
        ),
        "integrity_workbook": Route(
            "/surveys-to-look-at/workbook/", MAY[Right.FOLLOW_INTEGRITY]
        ),
        "comparison": Route("/comparison/", MAY[Right.FOLLOW_COMPARISON]),
        # A department opens the questions of its own lists only.
        "comparison_question": Route(
            f"/comparison/{asked}/",
            tuple(p for p in MAY[Right.FOLLOW_COMPARISON] if p is not P.DEPARTMENT),
            **own,
        ),
        "object": Route(f"/register/{number}/objection/", RECEIVERS, **own),
        "objection_receipt": Route(
            f"/objections/{objection}/receipt/", RECEIVERS, **own
        ),
        "release_hold": Route(
            f"/register/{number}/release/", ANY, **own, is_posted=True
        ),
        "show_id_number": Route(
            f"/register/{number}/id-number/", ANY, **own, is_posted=True
        ),
        "worksheet": Route(f"{sheet}/", COMMITTEES, **own),
        "sheet_papers": Route(f"{sheet}/papers/", COMMITTEES, **own),
        "worksheet_workbook": Route(f"{sheet}/workbook/", COMMITTEES, **own),
        "notice_words": Route(f"/notices/{notice}/", EVERYBODY, **own),
        "notice_paper": Route(f"/notices/{notice}/sheet/", EVERYBODY, **own),
        "documents": Route("/documents/", EVERYBODY),
        "documents_reused": Route("/documents/reused/", EVERYBODY),
        "document": Route(f"/documents/{document}/", EVERYBODY, **own),
        "picture": Route(f"/documents/{document}/picture/", EVERYBODY, **own),
        "document_file": Route(
            f"/documents/{document}/file/", ANY, **own, is_posted=True
        ),
        "portal": Route("/public/", **everyone),
        "portal_standard": Route("/public/standard/", **everyone),
        "portal_receipt": Route("/public/receipt/", **everyone),
        "portal_notice": Route(f"/public/{token}/", **everyone),
        "portal_attachment": Route(f"/public/{token}/attachment/1/", **everyone),
        "portal_object": Route(f"/public/{token}/objection/", **everyone),
    }


NAMES = tuple(routes("", 0, 0, "", 0, 0, 0, 0, 0))
UNLIKE = {(at.position, at.division_code): seat for seat, at in SEATS.items()}.values()
"""A seat of each position at each place: the rows tell no more of them apart."""


@pytest.fixture
def rows(world: World) -> dict[str, Route]:
    """Return the rows for a household that hangs and was objected to."""
    VillageWay(world).register()
    listed = register_people(world)
    world.bring([world.register()], to="file_with_city")
    household = world.register()
    world.attachments = (world.keep(workbook(), DocumentKind.ATTACHMENT).reference,)
    (case,) = world.bring([household], to="report_to_township")
    document = world.document()
    notice = world.notice_of(case, "first")
    objection = world.object_to(case)
    world.bring([world.register()], to="appraise")
    token = token_of(notice.id, notice.roster_digest)
    with acting_as(world["county"]):
        (plan,) = latest_plans(year=YEAR)
        (letter,) = consignments(year=YEAR)
    number = world.households[household]
    assign(world, household)
    strange = submission_for(world, household, envelope={"base_version": "old-1"})
    aside = submit(world, strange)
    bring(world, houses_of(world, HEAD))
    (asked,) = questions(world, listed)
    numbers = (aside.number, asked.question.id)
    papers = (plan.id, document.id, letter.id, *numbers)
    return routes(number, notice.id, objection.id, token, *papers)


def browser_of(seat: str) -> Client:
    browser = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    browser.force_login(
        Account.objects.get(username=seat),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return browser


def test_every_route_has_its_row() -> None:
    namespaces = get_resolver().namespace_dict
    _, resolver = namespaces["web"]
    named = {name for name in resolver.reverse_dict if isinstance(name, str)}

    assert named == set(NAMES)


def test_every_route_opens_to_whom_its_row_says(
    world: World, rows: dict[str, Route]
) -> None:
    wrong = [
        (name, seat, answered, rows[name].status(world[seat]))
        for seat in (*UNLIKE, "administrator")
        for browser in [browser_of(seat)]
        for name in NAMES
        for answered in [browser.get(rows[name].path).status_code]
        if answered not in rows[name].status(world[seat])
    ]

    assert wrong == []


def test_without_a_login_only_the_entrance_and_the_portal_open(
    rows: dict[str, Route],
) -> None:
    nobody = Client()
    opened = {
        f"web:{name}"
        for name, route in rows.items()
        if "/login/?next=" not in nobody.get(route.path).headers.get("Location", "")
    }

    assert opened == WITHOUT_LOGIN


HEADERS: dict[str, Callable[[str], bool]] = {
    "Content-Security-Policy": lambda value: "default-src 'none'" in value,
    "X-Content-Type-Options": lambda value: value == "nosniff",
    "X-Frame-Options": lambda value: value == "DENY",
    "Referrer-Policy": lambda value: value == "same-origin",
}


def test_every_route_sends_its_headers(rows: dict[str, Route]) -> None:
    browser = browser_of("village")
    bare = [
        (name, header)
        for name, route in rows.items()
        for answered in [browser.get(route.path)]
        for header, is_right in HEADERS.items()
        if not is_right(answered.headers.get(header, ""))
    ]

    assert bare == []


def test_a_township_s_sheet_is_not_a_village_s(rows: dict[str, Route]) -> None:
    assert rows
    answered = browser_of("village").get(f"/work/verify_committees/{TOWNSHIP}/")

    assert answered.status_code == 404
