"""Identity numbers, masks and statuses of the register."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.workbooks import id_number
from tuopin.office.id_numbers import (
    IdNumberFault,
    IdNumberKind,
    NotAnIdNumber,
    checking_digit,
    person_part,
    read_id_number,
)
from tuopin.register.domain import (
    MAY_FOLLOW,
    RegistrationStatus,
    mask_bank_account,
    mask_id_number,
    mask_phone,
)

birthdays = st.dates(date(1900, 1, 1), date(2020, 12, 31))
sequences = st.integers(0, 999)


@given(birthdays, sequences)
def test_a_number_with_its_check_digit_is_read(born_on: date, sequence: int) -> None:
    read = read_id_number(id_number(born_on, sequence))

    assert read.kind is IdNumberKind.RESIDENT
    assert (read.born_on, read.is_male) == (born_on, sequence % 2 == 1)


@given(birthdays, sequences, st.integers(0, 16), st.integers(1, 9))
def test_no_single_wrong_digit_goes_unseen(
    born_on: date, sequence: int, at: int, off: int
) -> None:
    number = id_number(born_on, sequence)
    digit = (int(number[at]) + off) % 10
    wrong = f"{number[:at]}{digit}{number[at + 1 :]}"

    with pytest.raises(NotAnIdNumber):
        read_id_number(wrong)


@given(birthdays, sequences, st.integers(0, 15))
def test_no_two_digits_changing_places_go_unseen(
    born_on: date, sequence: int, at: int
) -> None:
    number = id_number(born_on, sequence)
    swapped = f"{number[:at]}{number[at + 1]}{number[at]}{number[at + 2 :]}"

    if swapped == number:
        assert read_id_number(swapped)
    else:
        with pytest.raises(NotAnIdNumber):
            read_id_number(swapped)


@pytest.mark.parametrize("year", [1935, 1950, 1965, 1975, 1983, 2005])
def test_people_born_before_their_county_had_its_code_are_real(year: int) -> None:
    assert read_id_number(id_number(date(year, 10, 1), 16)).region == "211221"


def test_the_published_check_digits_agree() -> None:
    # Computed by hand from the weights of GB 11643.
    assert checking_digit("21122119500101001") == "2"
    assert checking_digit("21122119551010018") == "X"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda n: n[:17], IdNumberFault.LENGTH),
        (lambda n: n + "0", IdNumberFault.LENGTH),
        (lambda n: n[:5] + "O" + n[6:], IdNumberFault.CHARACTER),
        (lambda n: n[:17] + "x", IdNumberFault.CHARACTER),
        (lambda n: n[:10] + "1332" + n[14:], IdNumberFault.BIRTH_DATE),
        (lambda n: n[:17] + ("0" if n[17] != "0" else "1"), IdNumberFault.CHECK_DIGIT),
    ],
)
def test_what_is_wrong_with_a_number_is_said(change, fault: IdNumberFault) -> None:
    number = change(id_number(date(1970, 5, 1), 3))

    with pytest.raises(NotAnIdNumber) as refusal:
        read_id_number(number)

    assert refusal.value.fault is fault


def test_a_wrong_check_digit_is_told_with_the_one_called_for() -> None:
    number = id_number(date(1970, 5, 1), 3)
    wrong = number[:17] + ("0" if number[17] != "0" else "1")

    with pytest.raises(NotAnIdNumber) as refusal:
        read_id_number(wrong)

    assert refusal.value.expected == number[17]


def test_old_numbers_of_fifteen_digits_are_known_for_what_they_are() -> None:
    read = read_id_number("211221" + "500501" + "003")

    assert (read.kind, read.born_on) == (IdNumberKind.LEGACY, date(1950, 5, 1))


@pytest.mark.parametrize("suffix", ["11", "74"])
def test_a_disability_number_is_an_identity_number_with_kind_and_grade(suffix) -> None:
    person = id_number(date(1970, 5, 1), 3)

    read = read_id_number(person + suffix)

    assert read.kind is IdNumberKind.DISABILITY
    assert person_part(read.number) == person


@pytest.mark.parametrize("suffix", ["01", "81", "15", "10", "AA"])
def test_kinds_and_grades_that_do_not_exist_are_refused(suffix: str) -> None:
    with pytest.raises(NotAnIdNumber) as refusal:
        read_id_number(id_number(date(1970, 5, 1), 3) + suffix)

    assert refusal.value.fault is IdNumberFault.DISABILITY_SUFFIX


@given(birthdays, sequences)
def test_a_masked_number_tells_no_birth_date(born_on: date, sequence: int) -> None:
    number = id_number(born_on, sequence)

    masked = mask_id_number(number)

    assert len(masked) == 18
    assert masked == f"{number[:6]}********{number[-4:]}"


def test_phone_and_bank_account_show_their_ends_only() -> None:
    assert mask_phone("13900001234") == "139****1234"
    assert mask_bank_account("6212345678901234") == "************1234"
    assert mask_phone("1234") == "****"
    assert mask_bank_account("1234") == "****"


def test_nobody_comes_back_onto_the_register_but_by_returning_to_poverty() -> None:
    status = RegistrationStatus

    assert status.IN_REGISTER not in {s for after in MAY_FOLLOW.values() for s in after}
    assert status.RETURNED in MAY_FOLLOW[status.LIFTED_OUT]
    assert MAY_FOLLOW[status.DEREGISTERED] == ()
