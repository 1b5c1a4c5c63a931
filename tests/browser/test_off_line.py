"""The survey without a network: nothing is lost, each counts once, nobody reads it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.browser.conftest import PHONE, Chromium
from tests.browser.county import County
from tests.browser.line import Line
from tests.browser.office import Office
from tests.browser.phones import PIN, SurveyPhone
from tests.support.phones import tree_for
from tests.support.questionnaires import assign
from tests.support.world import World
from tuopin.office.accounts import operations as accounts
from tuopin.office.accounts.devices import devices_of
from tuopin.office.accounts.models import Account
from tuopin.office.scope import acting_as
from tuopin.rulebook.questionnaire.expressions import as_lists, parse_expression
from tuopin.survey.models import SurveySubmission, SurveyVisit

VECTORS = Path(__file__).parents[1] / "vectors" / "expressions.json"
CANARY = "金丝雀七号"
CONTROL = "plain-control-7f3a"

GIVES = """async vectors => {
  const { evaluate, text } = await import('/static/web/offline/evaluating.js');
  return vectors.map(one => {
    const among = one.answers ?? {};
    const all = name => [among[name]].flat();
    const scope = {today: one.today ?? '2017-10-01', tables: one.tables ?? {},
                   answer: name => all(name)[0], answers: all};
    return text(evaluate(one.tree, scope, one.itself ?? ''));
  });
}"""

PUT_PLAIN = """said => new Promise(done => {
  const asked = indexedDB.open('control');
  asked.onupgradeneeded = () => asked.result.createObjectStore('plain');
  asked.onsuccess = () => {
    const writing = asked.result.transaction('plain', 'readwrite');
    writing.objectStore('plain').put(said, 1);
    writing.oncomplete = () => done(asked.result.close());
  };
})"""

ROWS = """async () => {
  const { Dexie } = await import('/static/web/vendor/dexie-4.4.7/dexie.min.mjs');
  if (!(await Dexie.exists('tuopin-survey'))) return 0;
  const db = await new Dexie('tuopin-survey').open();
  const counts = await Promise.all(db.tables.map(table => table.count()));
  db.close();
  return counts.reduce((sum, one) => sum + one, 0);
}"""

FORGET_HALF = """async () => {
  const { Dexie } = await import('/static/web/vendor/dexie-4.4.7/dexie.min.mjs');
  const db = await new Dexie('tuopin-survey').open();
  await db.table('lock').update('lock', {halfUntil: 0});
  db.close();
}"""


@pytest.fixture
def household(county: County) -> int:
    """A household that the village's secretary is to visit."""
    made = county.do(World.register)
    county.do(assign, made)
    return made


def kept(world: World) -> tuple[int, int]:
    """Return how many submissions and visits the office has."""
    with acting_as(world["province"]):
        return SurveySubmission.objects.count(), SurveyVisit.objects.count()


def revoke_all(world: World) -> None:
    """Revoke the secretary's phones."""
    secretary = world["village"]
    for device in devices_of(secretary.person_id):
        accounts.revoke_device(
            account=Account.objects.get(person_id=secretary.person_id),
            login=device.login,
            reason="手机遗失",
            actor=secretary,
            on=world.today,
        )


def cold(chromium: Chromium, profile: Path, address: str) -> SurveyPhone:
    """Switch on a phone that was made ready before, without a network."""
    context = chromium.start_in(profile, width=PHONE)
    context.set_offline(True)
    phone = SurveyPhone(context.pages[0], address)
    phone.open()
    return phone


def found_in(profile: Path, words: list[str]) -> set[str]:
    """Return which words stand anywhere in a phone's memory, in either encoding."""
    whole = b"\0".join(one.read_bytes() for one in profile.rglob("*") if one.is_file())
    codes = ("utf-8", "utf-16-le")
    return {word for word in words if any(word.encode(code) in whole for code in codes)}


def test_the_phone_reckons_as_the_server_does(
    installed: Chromium, address: str
) -> None:
    vectors = json.loads(VECTORS.read_text("utf-8"))
    for one in vectors:
        one["tree"] = as_lists(parse_expression(one["expression"]))
    browser = installed.start()
    page = browser.new_page()
    page.goto(f"{address}/survey/offline/")

    given = page.evaluate(GIVES, vectors)

    browser.close()
    assert given == [one["gives"] for one in vectors]


def test_a_survey_filled_in_without_a_network_is_sent_once_and_never_readable(
    installed: Chromium, line: Line, county: County, household: int, tmp_path: Path
) -> None:
    tree = county.do(tree_for, household, companions=CANARY)
    profile = tmp_path / "phone"
    number = county.number_of(household)
    secrets = [number, CANARY, "乙成员1", PIN]
    context = installed.start_in(profile, width=PHONE)
    looks = Office(context.browser, line.address, width=PHONE)  # type: ignore[arg-type]
    phone = SurveyPhone(context.pages[0], line.address)
    phone.make_ready("village")
    phone.page.evaluate(PUT_PLAIN, CONTROL)

    line.cut()
    context.set_offline(True)
    phone.open()
    looks.look_over(phone.page)
    phone.enter()
    looks.look_over(phone.page)
    phone.begin()
    phone.fill(tree, steps=4)
    looks.look_over(phone.page)
    at = phone.place
    phone.page.reload()
    phone.enter()
    phone.begin()
    assert phone.place == at
    context.close()
    assert found_in(profile, [*secrets, CONTROL]) == {CONTROL}

    phone = cold(installed, profile, line.address)
    phone.enter()
    phone.begin()
    assert phone.place == at
    phone.fill(tree)
    looks.look_over(phone.page)
    phone.finish()
    assert "等待发送" in phone.visit.inner_text()
    looks.look_over(phone.page)
    assert county.do(kept) == (0, 0)

    line.mend()
    phone.page.context.set_offline(False)
    phone.told("系统已答复")
    assert "已收到，回执号1" in phone.visit.inner_text()
    phone.page.get_by_role("button", name="更新名单").click()
    phone.told("名单已更新")
    phone.page.get_by_role("button", name="锁定").click()
    phone.page.get_by_role("heading", name="已锁定").wait_for()
    phone.page.context.close()
    assert county.do(kept) == (1, 1)
    assert found_in(profile, [*secrets, CONTROL]) == {CONTROL}
    looks.close()


def test_of_two_phones_with_one_household_the_second_is_put_aside(
    installed: Chromium, address: str, county: County, household: int
) -> None:
    tree = county.do(tree_for, household)
    browser = installed.start()
    first, second = [
        SurveyPhone(browser.new_context(locale="zh-CN").new_page(), address)
        for _ in range(2)
    ]
    for phone in (first, second):
        phone.make_ready("village")
    second.page.context.set_offline(True)

    for phone in (first, second):
        phone.begin()
        phone.fill(tree)
        phone.finish()
    first.told("系统已答复")
    second.page.context.set_offline(False)
    second.told("系统已答复")

    assert "已收到，回执号1" in first.visit.inner_text()
    assert "另有一次调查" in second.visit.inner_text()
    assert county.do(kept) == (2, 1)
    browser.close()


def test_a_survey_brought_as_a_file_and_sent_later_counts_once(
    installed: Chromium, address: str, county: County, household: int, tmp_path: Path
) -> None:
    tree = county.do(tree_for, household, companions=CANARY)
    browser = installed.start()
    phone = SurveyPhone(browser.new_context(locale="zh-CN").new_page(), address)
    phone.make_ready("village")
    phone.page.context.set_offline(True)
    phone.begin()
    phone.fill(tree)
    phone.finish()
    with phone.page.expect_download() as saved:
        phone.page.get_by_role("button", name="存成文件").click()
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)

    def bring(seat: str) -> str:
        desk = SurveyPhone(browser.new_context(locale="zh-CN").new_page(), address)
        desk.log_in(seat)
        desk.page.goto(f"{address}/survey/file/")
        desk.page.get_by_label("手机存出的文件").set_input_files(file)
        desk.page.get_by_role("button", name="导入调查").click()
        return desk.page.locator("main").inner_text()

    assert not found_in(tmp_path, [CANARY, county.number_of(household)])
    assert "不是您的手机存出的" in bring("team")
    assert "已收到，回执号1" in bring("village")
    phone.page.context.set_offline(False)
    phone.told("系统已答复")
    assert "已收到，回执号1" in phone.visit.inner_text()
    assert county.do(kept) == (1, 1)
    browser.close()


def test_ten_wrong_pins_leave_nothing_and_a_revoked_phone_erases_itself(
    installed: Chromium, address: str, county: County, household: int
) -> None:
    browser = installed.start()
    guessed, lost = [
        SurveyPhone(browser.new_context(locale="zh-CN").new_page(), address)
        for _ in range(2)
    ]
    for phone in (guessed, lost):
        phone.make_ready("village")
        phone.begin()
        phone.open()

    for left in range(9, 0, -1):
        guessed.enter("135790")
        guessed.told(f"再错{left}次")
    before = guessed.page.evaluate(ROWS)
    guessed.enter("135790")
    guessed.told("已全部清除")
    county.do(revoke_all)
    lost.enter()
    lost.told("已被停用")

    assert before == 4
    assert guessed.page.evaluate(ROWS) == lost.page.evaluate(ROWS) == 0
    browser.close()


def test_after_days_its_owner_logs_in_and_after_minutes_types_the_pin_again(
    installed: Chromium, address: str, county: County, household: int
) -> None:
    browser = installed.start()
    phone = SurveyPhone(browser.new_context(locale="zh-CN").new_page(), address)
    phone.make_ready("village")
    phone.begin()
    phone.page.get_by_role("button", name="保存，先离开").click()
    phone.page.evaluate(FORGET_HALF)

    phone.page.context.clear_cookies()
    phone.open()
    phone.page.get_by_text("只用密码打不开了").wait_for()
    assert not phone.page.get_by_label("这部手机的密码").is_visible()
    phone.log_in("village")
    phone.open()
    phone.page.clock.install()
    phone.enter()
    begun = phone.visit.inner_text()
    phone.page.clock.fast_forward("05:01")
    phone.page.get_by_role("heading", name="已锁定").wait_for()

    assert "正在填写" in begun
    browser.close()
