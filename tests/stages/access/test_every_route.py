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
from tests.support.inspections import referred
from tests.support.phones import phone_of
from tests.support.publications import workbook
from tests.support.questionnaires import assign, submission_for, submit
from tests.support.second_surveys import draw_all
from tests.support.time_logic import contradict
from tests.support.villages import VillageWay
from tests.support.world import (
    COUNTY,
    NEXT_VILLAGE,
    SEATS,
    TOWNSHIP,
    VILLAGE,
    YEAR,
    World,
)
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
from tuopin.survey.second.queries import frames
from tuopin.web.middleware import BY_PHONE, WITHOUT_LOGIN

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
    asks_phone: bool = False
    """It answers a phone's own credential; a cookie opens it to nobody."""

    def status(self, actor: Actor) -> set[int]:
        """Return how the program may answer somebody who opens the page."""
        if self.is_posted:
            return {405}
        if self.asks_phone:
            return {401}
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
    answered: int,
    token: str,
    plan: int,
    document: int,
    letter: int,
    aside: int,
    asked: int,
    inspected: tuple[int, int, int],
    frame: int,
    drawn: int,
    timetable: int,
    contradiction: str,
) -> dict[str, Route]:
    """Return the row of every route, for one household of a village."""
    own = {"place": VILLAGE}
    everyone = {"positions": ANY}
    phones = {"positions": SURVEYORS, "asks_phone": True}
    form = "/openrosa/forms/household_survey"
    inspection, line, order = inspected
    checked = f"/inspections/{inspection}/{line}/"
    readers = MAY[Right.FOLLOW_INSPECTIONS]
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
        "tokens": Route("/account/tokens/", **everyone, opens=302),
        "revoke_token": Route("/account/tokens/revoke/", **everyone, is_posted=True),
        "factors": Route("/account/second-step/", **everyone),
        "app": Route("/account/second-step/app/", **everyone, opens=302),
        "passkey": Route("/account/second-step/passkey/", **everyone, opens=302),
        "recovery_codes": Route(
            "/account/second-step/codes/", **everyone, is_posted=True
        ),
        "remove_factor": Route(
            "/account/second-step/remove/", **everyone, is_posted=True
        ),
        "make_device": Route("/account/devices/", ANY, is_posted=True),
        "revoke_device": Route("/account/devices/revoke/", ANY, is_posted=True),
        "enrol_device": Route("/survey/devices/", ANY, is_posted=True),
        "packet": Route("/survey/offline/packet.json", **phones),
        "sync": Route("/survey/sync/", **phones, is_posted=True),
        "sync_file": Route(f"/survey/sync/files/{'0' * 64}/", **phones, is_posted=True),
        "offline": Route("/survey/offline/", **everyone),
        "offline_worker": Route("/survey/sw.js", **everyone),
        "offline_manifest": Route("/survey/app.webmanifest", **everyone),
        # Whoever has not just logged in is asked who they are.
        "phone": Route("/survey/phone/", ANY, opens=302),
        "device_half": Route("/survey/devices/page-22222222/half/", ANY, opens=404),
        "survey_file": Route("/survey/file/", SURVEYORS),
        "openrosa_forms": Route("/openrosa/formList", **phones),
        "openrosa_form": Route(f"{form}/form.xml", **phones),
        "openrosa_manifest": Route(f"{form}/manifest", **phones),
        "openrosa_list": Route(f"{form}/households.csv", **phones),
        "openrosa_submission": Route("/openrosa/submission", **phones, is_posted=True),
        "people": Route("/people/", KEEPERS),
        "new_person": Route("/people/new/", KEEPERS, opens=302),
        "person": Route(f"{person}/", KEEPERS, opens=302),
        "appoint": Route(f"{person}/appointment/", KEEPERS, is_posted=True),
        "hand_over": Route(
            f"{person}/appointment/1/hand-over/", KEEPERS, is_posted=True
        ),
        "dismiss": Route(f"{person}/appointment/1/end/", KEEPERS, is_posted=True),
        "reset_factors": Route(f"{person}/second-step/", KEEPERS, is_posted=True),
        "revoke_device_of": Route(f"{person}/devices/revoke/", KEEPERS, is_posted=True),
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
        "letters": Route("/filings/letters/", EVERYBODY),
        "filing": Route(f"/filings/{letter}/", EVERYBODY, place=COUNTY),
        "filing_part": Route(f"/filings/{letter}/roster/", EVERYBODY, place=COUNTY),
        "planner": Route("/planner/", EVERYBODY),
        "glance": Route("/glance/", EVERYBODY),
        "glance_workbook": Route("/glance/workbook/", EVERYBODY),
        "glance_brief": Route("/glance/brief/", EVERYBODY),
        "plans": Route("/plans/", EVERYBODY),
        "draft_plan": Route("/plans/draft/", (P.TOWNSHIP_OFFICE,)),
        "plan": Route(f"/plans/{plan}/", EVERYBODY, place=TOWNSHIP),
        "plan_paper": Route(f"/plans/{plan}/print/", EVERYBODY, place=TOWNSHIP),
        "plans_unexited": Route("/plans/unexited/", EVERYBODY),
        "draft_timetable": Route("/plans/timetables/draft/", (P.TOWNSHIP_OFFICE,)),
        "timetable": Route(
            f"/plans/timetables/{timetable}/", EVERYBODY, place=TOWNSHIP
        ),
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
        "own_case": Route(f"/register/{number}/own/", EVERYBODY, **own),
        "own_case_paper": Route(f"/register/{number}/own/print/", EVERYBODY, **own),
        "slip": Route(f"/register/{number}/slip/", MAY[Right.GIVE_SLIP], **own),
        "slip_paper": Route(
            f"/register/{number}/slip/print/", ANY, **own, is_posted=True
        ),
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
        "second_surveys": Route("/second-surveys/", MAY[Right.FOLLOW_SECOND_SURVEYS]),
        "second_surveys_workbook": Route(
            "/second-surveys/workbook/", MAY[Right.FOLLOW_SECOND_SURVEYS]
        ),
        # A list is the county's; a township sees what was drawn from it.
        "second_survey_list": Route(
            f"/second-surveys/lists/{frame}/",
            MAY[Right.FOLLOW_SECOND_SURVEYS],
            place=COUNTY,
        ),
        "second_survey_sheet": Route(
            f"/second-surveys/lists/{frame}/sheet/",
            MAY[Right.FOLLOW_SECOND_SURVEYS],
            place=COUNTY,
        ),
        "second_survey": Route(
            f"/second-surveys/households/{drawn}/",
            MAY[Right.FOLLOW_SECOND_SURVEYS],
            **own,
        ),
        "comparison": Route("/comparison/", MAY[Right.FOLLOW_COMPARISON]),
        # A department opens the questions of its own lists only.
        "comparison_question": Route(
            f"/comparison/{asked}/",
            tuple(p for p in MAY[Right.FOLLOW_COMPARISON] if p is not P.DEPARTMENT),
            **own,
        ),
        "rules": Route("/rules/", EVERYBODY),
        "local_rules": Route("/rules/local/", EVERYBODY),
        "readings": Route("/rules/readings/", EVERYBODY),
        "readings_workbook": Route("/rules/readings/workbook/", EVERYBODY),
        "reading": Route("/rules/readings/stable/", EVERYBODY),
        "aftercare": Route("/aftercare/", EVERYBODY),
        "aftercare_workbook": Route("/aftercare/workbook/", EVERYBODY),
        "aftercare_households": Route("/aftercare/households/", EVERYBODY),
        "aftercare_watch": Route("/aftercare/watch/", EVERYBODY),
        "aftercare_watch_workbook": Route("/aftercare/watch/workbook/", EVERYBODY),
        "aftercare_household": Route(
            f"/aftercare/households/{number}/", EVERYBODY, **own
        ),
        "aftercare_village": Route(f"/aftercare/{VILLAGE}/", EVERYBODY, **own),
        "time_logic": Route("/time-logic/", (*readers, P.TOWNSHIP_OFFICE)),
        "time_logic_workbook": Route(
            "/time-logic/workbook/", (*readers, P.TOWNSHIP_OFFICE)
        ),
        "contradiction": Route(
            f"/time-logic/{VILLAGE}/{contradiction}/",
            (*readers, P.TOWNSHIP_OFFICE),
            **own,
        ),
        "quality": Route("/quality/", MAY[Right.FOLLOW_PERFORMANCE]),
        "quality_workbook": Route("/quality/workbook/", MAY[Right.FOLLOW_PERFORMANCE]),
        "quality_kind": Route("/quality/procedure/", MAY[Right.FOLLOW_PERFORMANCE]),
        "quality_kind_workbook": Route(
            "/quality/procedure/workbook/", MAY[Right.FOLLOW_PERFORMANCE]
        ),
        "burden": Route("/burden/", MAY[Right.FOLLOW_BURDEN]),
        "burden_workbook": Route("/burden/workbook/", MAY[Right.FOLLOW_BURDEN]),
        "burden_paper": Route("/burden/paper/", MAY[Right.FOLLOW_BURDEN]),
        "burden_behind": Route(
            f"/burden/pages/?place={VILLAGE}", MAY[Right.FOLLOW_BURDEN], **own
        ),
        "burden_behind_workbook": Route(
            f"/burden/pages/workbook/?place={VILLAGE}",
            MAY[Right.FOLLOW_BURDEN],
            **own,
        ),
        "performance": Route("/performance/", MAY[Right.FOLLOW_PERFORMANCE]),
        "performance_workbook": Route(
            "/performance/workbook/", MAY[Right.FOLLOW_PERFORMANCE]
        ),
        "performance_township": Route(
            f"/performance/{TOWNSHIP}/",
            MAY[Right.FOLLOW_PERFORMANCE],
            place=TOWNSHIP,
        ),
        "performance_sheet": Route(
            f"/performance/{TOWNSHIP}/sheet/",
            MAY[Right.FOLLOW_PERFORMANCE],
            place=TOWNSHIP,
        ),
        "performance_part": Route(
            f"/performance/{TOWNSHIP}/household_plan/",
            MAY[Right.FOLLOW_PERFORMANCE],
            place=TOWNSHIP,
        ),
        "performance_part_workbook": Route(
            f"/performance/{TOWNSHIP}/household_plan/workbook/",
            MAY[Right.FOLLOW_PERFORMANCE],
            place=TOWNSHIP,
        ),
        "inspections": Route(
            "/inspections/", (*readers, *MAY[Right.ANSWER_CORRECTION])
        ),
        "new_inspection": Route("/inspections/new/", MAY[Right.INSPECT]),
        "inspection": Route(f"/inspections/{inspection}/", readers, place=COUNTY),
        "draw_sheet": Route(f"/inspections/{inspection}/sheet/", readers, place=COUNTY),
        "draw_roster": Route(
            f"/inspections/{inspection}/roster/", readers, place=COUNTY
        ),
        "roster_paper": Route(
            f"/inspections/{inspection}/roster/print/", readers, place=COUNTY
        ),
        "inspection_workbook": Route(
            f"/inspections/{inspection}/workbook/", readers, place=COUNTY
        ),
        "drawn_household": Route(checked, readers, place=COUNTY),
        "drawn_file": Route(f"{checked}file/", readers, place=COUNTY),
        "orders_workbook": Route(
            "/inspections/orders/workbook/",
            (*readers, *MAY[Right.ANSWER_CORRECTION]),
        ),
        # Of the offices below, the one that the order names.
        "correction": Route(
            f"/inspections/orders/{order}/",
            (*readers, P.TOWNSHIP_OFFICE),
            place=NEXT_VILLAGE,
        ),
        "referral": Route(
            f"/inspections/orders/{order}/referral/", readers, place=NEXT_VILLAGE
        ),
        "object": Route(f"/register/{number}/objection/", RECEIVERS, **own),
        "object_to_village": Route(f"/villages/{VILLAGE}/objection/", RECEIVERS, **own),
        "second_review": Route(
            f"/objections/{answered}/second-review/", EVERYBODY, **own
        ),
        "answer_second_review": Route(
            f"/objections/{answered}/second-review/answer/",
            ANY,
            **own,
            is_posted=True,
        ),
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
        "portal_part": Route("/public/standard/household/", **everyone),
        "portal_leaflet": Route("/public/leaflet/", **everyone),
        "portal_own": Route("/public/own/", **everyone),
        "portal_statistics": Route("/public/statistics/", **everyone),
        "portal_receipt": Route("/public/receipt/", **everyone),
        "portal_second_review": Route("/public/second-review/", **everyone),
        "portal_notice": Route(f"/public/{token}/", **everyone),
        "portal_attachment": Route(f"/public/{token}/attachment/1/", **everyone),
        "portal_object": Route(f"/public/{token}/objection/", **everyone),
    }


def api_routes(
    number: str, notice: int, token: str, letter: int, case: int
) -> dict[str, Route]:
    """Return the rows of the addresses for programs."""
    own, at = {"place": VILLAGE}, "/api/v1"
    posted = {"positions": ANY, "is_posted": True}
    acts = f"{at}/villages/{VILLAGE}/acts"
    rows = {
        "root": Route(f"{at}/", ANY),
        "openapi-json": Route(f"{at}/openapi.json", ANY),
        "households": Route(f"{at}/households", EVERYBODY),
        "household": Route(f"{at}/households/{number}", EVERYBODY, **own),
        "visits": Route(f"{at}/households/{number}/visits", **posted),
        "household_objections": Route(f"{at}/households/{number}/objections", **posted),
        "villages": Route(f"{at}/villages", EVERYBODY),
        "village": Route(f"{at}/villages/{VILLAGE}", EVERYBODY, **own),
        "village_acts": Route(acts, EVERYBODY, **own),
        "village_act": Route(f"{acts}/assess", **posted),
        "cases": Route(f"{at}/cases", EVERYBODY),
        "case": Route(f"{at}/cases/{case}", EVERYBODY, **own),
        "notices": Route(f"{at}/notices", EVERYBODY),
        "notice": Route(f"{at}/notices/{notice}", EVERYBODY, **own),
        "objections": Route(f"{at}/objections", EVERYBODY),
        "objection_answer": Route(f"{at}/objections/1/answer", **posted),
        "filings": Route(f"{at}/filings", EVERYBODY),
        "filing": Route(f"{at}/filings/{letter}", EVERYBODY, place=COUNTY),
        "filing_receipt": Route(f"{at}/filings/{letter}/receipt", **posted),
        "filing_reminders": Route(f"{at}/filings/{letter}/reminders", **posted),
        "work": Route(f"{at}/acts", ANY),
        "act": Route(f"{at}/acts/verify_committees/{VILLAGE}", COMMITTEES, **own),
        "documents": Route(f"{at}/documents", **posted),
        "public_notices": Route(f"{at}/public/notices", ANY),
        "public_notice": Route(f"{at}/public/notices/{token}", ANY),
        "public_objections": Route(f"{at}/public/notices/{token}/objections", **posted),
        "receipts": Route(f"{at}/public/receipts", **posted),
    }
    return {f"{API}{name}": row for name, row in rows.items()}


API = "api:"
OPEN_TO_PROGRAMS = {
    f"{API}{name}"
    for name in (
        "root",
        "openapi-json",
        "public_notices",
        "public_notice",
        "public_objections",
        "receipts",
    )
}
"""What a program is answered without a token."""
NAMES = (
    *routes("", 0, 0, 0, "", 0, 0, 0, 0, 0, (0, 0, 0), 0, 0, 0, ""),
    *api_routes("", 0, "", 0, 0),
)
UNLIKE = {(at.position, at.division_code): seat for seat, at in SEATS.items()}.values()
"""A seat of each position at each place: the rows tell no more of them apart."""


@pytest.fixture
def rows(world: World) -> dict[str, Route]:
    """Return the rows for a household that hangs and was objected to."""
    inspected = referred(world)
    way = VillageWay(world)
    way.register()
    timetable = way.draft_timetable()
    listed = register_people(world)
    world.bring([world.register()], to="file_with_city")
    household = world.register()
    world.attachments = (world.keep(workbook(), DocumentKind.ATTACHMENT).reference,)
    (case,) = world.bring([household], to="report_to_township")
    document = world.document()
    notice = world.notice_of(case, "first")
    objection = world.object_to(case)
    answered = world.object_to(case)
    world.decide(answered, by=world.newcomer("examiner"))
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
    drawn = next(one for one in draw_all(world) if one.village_code == VILLAGE)
    with acting_as(world["county"]):
        (frame,) = frames(YEAR)
    papers = (
        *(plan.id, document.id, letter.id, aside.number, asked.question.id),
        *(inspected, frame.id, drawn.id, timetable.id),
        contradict(world).key or "",
    )
    objected = (objection.id, answered.id)
    return {
        **routes(number, notice.id, *objected, token, *papers),
        **api_routes(number, notice.id, token, letter.id, case),
    }


def browser_of(seat: str) -> Client:
    browser = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    browser.force_login(
        Account.objects.get(username=seat),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return browser


def test_every_route_has_its_row() -> None:
    namespaces = get_resolver().namespace_dict
    named = {
        prefix + name
        for prefix, namespace in (("", "web"), (API, "api"))
        for name in namespaces[namespace][1].reverse_dict
        if isinstance(name, str)
    }

    # Only where the API's other addresses begin.
    assert named - {f"{API}api-root"} == set(NAMES)


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
        if not name.startswith(API)
        and "/login/?next=" not in nobody.get(route.path).headers.get("Location", "")
    }

    assert opened == WITHOUT_LOGIN | BY_PHONE


def test_a_phone_s_routes_open_to_phones_alone(
    world: World, rows: dict[str, Route]
) -> None:
    routes = {f"web:{name}": route for name, route in rows.items() if route.asks_phone}
    asked = [route.path for route in routes.values() if not route.is_posted]
    team, nobody = phone_of(world, "team"), Client()

    assert routes.keys() == BY_PHONE
    assert {team.get(path).status_code for path in asked} == {200}
    assert {nobody.get(path).status_code for path in asked} == {401}
    posted = [route.path for route in routes.values() if route.is_posted]
    assert {nobody.post(path).status_code for path in posted} <= {401, 405}


def test_without_a_token_programs_are_told_only_what_is_public(
    rows: dict[str, Route],
) -> None:
    nobody = Client()
    opened = {
        name
        for name, route in rows.items()
        if name.startswith(API)
        for ask in [nobody.post if route.is_posted else nobody.get]
        if ask(route.path).status_code != 401
    }

    assert opened == OPEN_TO_PROGRAMS


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
