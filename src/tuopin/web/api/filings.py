"""Letters to the city and the province: sent, received, reminded of (arts 5, 6)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Field, Query, Schema

from tuopin.filing import operations, queries
from tuopin.filing.domain import Matter, Recipient
from tuopin.office.policy.queries import pack_on
from tuopin.web.acting import ActorRequest
from tuopin.web.api.entering import require_reader, router_for_staff
from tuopin.web.api.once import RequestKey, once
from tuopin.web.api.outcomes import Outcome, outcome_of
from tuopin.web.api.problems import ACTING, READING, Problem, missing
from tuopin.web.api.words import SAYING, Row, Sent, Year
from tuopin.web.filings.roster import roster_of
from tuopin.web.filings.standing import Standing, filings_of, standing_of
from tuopin.web.worksheets.doings import FILINGS

if TYPE_CHECKING:
    from tuopin.filing.models import Consignment

router = router_for_staff(tag="filings")
Line = Annotated[str, Field(min_length=1, max_length=120, pattern=SAYING)]
Number = Annotated[str, Field(min_length=1, max_length=60, pattern=SAYING)]


class FilingListed(Schema):
    """A letter, and where it stands."""

    id: int
    recipient: Recipient
    letter_number: str
    year: int
    sent_on: date
    matter: Matter
    households: int
    roster_sha256: str
    receipt_number: str | None
    received_on: date | None
    due_on: date | None
    is_overdue: bool


class Filings(Schema):
    """A year's letters, those overdue first."""

    filings: list[FilingListed]


class RosterLine(Schema):
    """A household of a letter's roster."""

    number: str
    head_name: str
    persons: int
    township: str
    village: str


class Filing(FilingListed):
    """A letter with its roster."""

    roster: list[RosterLine]


class Asked(Sent):
    """Which letters are asked for."""

    year: Year | None = None


class Letter(Sent):
    """A letter to be sent with the roster of these cases."""

    recipient: Recipient
    letter_number: Number
    cases: Annotated[list[Row], Field(min_length=1, max_length=5000)]


class Receipt(Sent):
    """The receipt of a letter as it came."""

    number: Number
    on: date


class Reminder(Sent):
    """How the recipient was reminded."""

    manner: Line


@router.get("/filings", response={200: Filings, READING: Problem}, url_name="filings")
def list_filings(request: ActorRequest, asked: Query[Asked]) -> Filings:
    """List a year's letters; the present year unless one is named."""
    actor = require_reader(request)
    year = asked.year or request.today.year
    found = filings_of(actor, year=year, on=request.today)
    return Filings(filings=[FilingListed(**_listed(one)) for one in found])


@router.get(
    "/filings/{filing}", response={200: Filing, READING: Problem}, url_name="filing"
)
def one_filing(request: ActorRequest, filing: Row) -> Filing:
    """Return one letter with its roster."""
    require_reader(request)
    return _shown(request, _found(filing))


@router.post("/filings", response={200: Filing, ACTING: Problem}, url_name="filings")
def send_letter(request: ActorRequest, key: RequestKey, letter: Letter) -> Filing:
    """Send the roster of approved cases to the city or the province."""

    def act() -> Filing:
        sent = operations.send_consignment(
            recipient=letter.recipient,
            case_ids=list(dict.fromkeys(letter.cases)),
            letter_number=letter.letter_number.strip(),
            actor=request.actor,
            on=request.today,
        )
        return _shown(request, sent)

    return once(request, key, Filing, act)


@router.post(
    "/filings/{filing}/receipt",
    response={200: Outcome, ACTING: Problem},
    url_name="filing_receipt",
)
def record_receipt(
    request: ActorRequest, filing: Row, key: RequestKey, receipt: Receipt
) -> Outcome:
    """Record the receipt of a letter, which files every case that it names."""
    require_reader(request)
    found = _found(filing)
    file = FILINGS[Recipient(found.recipient).act]
    one = _standing(request, found)

    def act() -> Outcome:
        if one.matter is not Matter.HOUSEHOLD_EXITS:
            operations.record_receipt(
                consignment=found,
                number=receipt.number.strip(),
                actor=request.actor,
                on=receipt.on,
            )
            return Outcome(act=one.recipient.act, done=one.count, rows=[])
        return outcome_of(
            file(
                consignment=found,
                number=receipt.number.strip(),
                actor=request.actor,
                on=receipt.on,
            )
        )

    return once(request, key, Outcome, act)


@router.post(
    "/filings/{filing}/reminders",
    response={200: FilingListed, ACTING: Problem},
    url_name="filing_reminders",
)
def remind_of_receipt(
    request: ActorRequest, filing: Row, key: RequestKey, reminder: Reminder
) -> FilingListed:
    """Record that the recipient was reminded of the receipt."""
    require_reader(request)
    found = _found(filing)
    return once(request, key, FilingListed, lambda: _reminded(request, found, reminder))


def _reminded(
    request: ActorRequest, found: Consignment, reminder: Reminder
) -> FilingListed:
    operations.remind(
        consignment=found,
        manner=reminder.manner.strip(),
        actor=request.actor,
        on=request.today,
    )
    return FilingListed(**_listed(_standing(request, found)))


def _found(filing_id: int) -> Consignment:
    found = queries.find_consignment(filing_id)
    if found is None:
        raise missing()
    return found


def _standing(request: ActorRequest, found: Consignment) -> Standing:
    pack = pack_on(request.today)
    return standing_of(found, pack, request.actor, on=request.today)


def _shown(request: ActorRequest, found: Consignment) -> Filing:
    return Filing(
        **_listed(_standing(request, found)),
        roster=[
            RosterLine(
                number=line.number,
                head_name=line.head_name,
                persons=line.persons,
                township=line.township,
                village=line.village,
            )
            for line in roster_of(found).lines
        ],
    )


def _listed(one: Standing) -> dict[str, Any]:
    letter, receipt = one.consignment, one.receipt
    return {
        "id": letter.id,
        "recipient": one.recipient,
        "letter_number": letter.letter_number,
        "year": letter.year,
        "sent_on": letter.sent_on,
        "matter": one.matter,
        "households": one.households,
        "roster_sha256": letter.roster_digest,
        "receipt_number": receipt.number if receipt else None,
        "received_on": receipt.received_on if receipt else None,
        "due_on": one.due_on,
        "is_overdue": one.is_overdue,
    }
