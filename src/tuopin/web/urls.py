"""Every address of the program."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from tuopin.web.pages import (
    account,
    archive,
    documents,
    entrance,
    factors,
    households,
    objections,
    papers,
    people,
    planner,
    plans,
    portal,
    standing,
    villages,
    visits,
    work,
    worksheet_workbook,
    worksheets,
)

web = [
    path("", work.my_work, name="my_work"),
    path("login/", entrance.login, name="login"),
    path("login/second-step/", entrance.second_step, name="second_step"),
    path("login/passkey/", entrance.passkey_login, name="passkey_login"),
    path("account/", account.account, name="account"),
    path("account/confirm/", account.confirm, name="confirm"),
    path("account/password/", account.password, name="password"),
    path("account/sign-ins/end/", account.end_sign_ins, name="end_sign_ins"),
    path("account/second-step/", factors.factors, name="factors"),
    path("account/second-step/app/", factors.app, name="app"),
    path("account/second-step/passkey/", factors.passkey, name="passkey"),
    path("account/second-step/codes/", factors.recovery_codes, name="recovery_codes"),
    path("account/second-step/remove/", factors.remove_factor, name="remove_factor"),
    path("people/", people.people, name="people"),
    path("people/new/", people.new_person, name="new_person"),
    path("people/<int:account_id>/", people.person, name="person"),
    path("people/<int:account_id>/appointment/", people.appoint, name="appoint"),
    path(
        "people/<int:account_id>/appointment/<int:appointment_id>/hand-over/",
        people.hand_over,
        name="hand_over",
    ),
    path(
        "people/<int:account_id>/appointment/<int:appointment_id>/end/",
        people.dismiss,
        name="dismiss",
    ),
    path(
        "people/<int:account_id>/second-step/",
        people.reset_factors,
        name="reset_factors",
    ),
    path(
        "people/<int:account_id>/password/",
        people.give_password,
        name="give_password",
    ),
    path("logout/", LogoutView.as_view(next_page="web:login"), name="logout"),
    path("appointment/", entrance.choose_appointment, name="choose_appointment"),
    # Pages that are the same for everybody hold no token; a language can do no harm.
    path("language/", csrf_exempt(set_language), name="set_language"),
    path("demo/clock/", entrance.move_clock, name="move_clock"),
    path("healthz", entrance.healthz, name="healthz"),
    path("register/", households.register_list, name="register"),
    path("register/search/", households.search, name="search_register"),
    path("register/export/", households.export, name="export_register"),
    path("work/<slug:act>/<str:place>/", worksheets.worksheet, name="worksheet"),
    path("work/<slug:act>/<str:place>/papers/", papers.of_sheet, name="sheet_papers"),
    path("notices/<int:notice>/", papers.words_of_notice, name="notice_words"),
    path(
        "work/<slug:act>/<str:place>/workbook/",
        worksheet_workbook.workbook,
        name="worksheet_workbook",
    ),
    path("notices/<int:notice>/<slug:shape>/", papers.of_notice, name="notice_paper"),
    path("register/<str:number>/why/", papers.why, name="why"),
    path("planner/", planner.planner, name="planner"),
    path("plans/", plans.overview, name="plans"),
    path("plans/draft/", plans.draft, name="draft_plan"),
    path("plans/<int:plan>/", plans.one_plan, name="plan"),
    path("villages/", villages.villages, name="villages"),
    path("villages/<str:code>/", villages.board, name="village"),
    path("archive/", archive.archive, name="archive"),
    path("archive/<str:code>/", archive.of_village, name="archive_village"),
    path("archive/<str:code>/missing/", archive.missing, name="archive_missing"),
    path("standing/", standing.standing, name="standing"),
    path("register/<str:number>/", households.household_page, name="household"),
    path(
        "register/<str:number>/id-number/",
        households.show_id_number,
        name="show_id_number",
    ),
    path("visits/<str:number>/", visits.visit, name="visit"),
    path("objections/", objections.objections, name="objections"),
    path(
        "objections/<int:objection_id>/receipt/",
        objections.receipt,
        name="objection_receipt",
    ),
    path("register/<str:number>/objection/", objections.object_to, name="object"),
    path(
        "register/<str:number>/release/", objections.release_hold, name="release_hold"
    ),
    path("documents/", documents.own, name="documents"),
    path("documents/reused/", documents.reused, name="documents_reused"),
    path("documents/<int:number>/", documents.document, name="document"),
    path("documents/<int:number>/picture/", documents.picture, name="picture"),
    path("documents/<int:number>/file/", documents.file, name="document_file"),
    path("public/", portal.front, name="portal"),
    path("public/standard/", portal.standard, name="portal_standard"),
    path("public/receipt/", portal.receipt, name="portal_receipt"),
    path("public/<slug:token>/", portal.notice, name="portal_notice"),
    path("public/<slug:token>/objection/", portal.object_to, name="portal_object"),
    path(
        "public/<slug:token>/attachment/<int:position>/",
        portal.attachment,
        name="portal_attachment",
    ),
]

urlpatterns = [path("", include((web, "web")))]
