#!/usr/bin/env python3
"""Repeat an inspection's draw from its roster and its seed; needs only Python 3.8+.

    python3 repeat_draw.py roster.csv --design simple --number 30 --seed "5 0 7"

The roster is a CSV with the columns list_number, village_code, household_number, as the
office publishes it; typing it off the printed sheet does as well. The script prints the
roster's SHA-256, to be held against the sheet's, and who is drawn, in turn. With
`--digest` it fails where the roster is another; with `--all` it prints the order to its
end, so that whoever was taken for somebody who could not be checked is found in it.

The recipe. The digest is the SHA-256 of the lines "list number|village code|household
number", each ended by a line feed. A village's key is the SHA-256 of "seed|village
code", a household's the SHA-256 of "seed|list number", both as hexadecimal digits.
Where villages are drawn first, those with the lowest keys are taken. Within the whole
list, each township (the first nine digits of the code) or each village, households are
put in the order of their keys; the first so many, or so many per cent rounded up, are
drawn.
"""

import argparse
import csv
import hashlib
import sys

DESIGNS = ("simple", "by_township", "by_village", "villages_first")


def read_roster(path):
    """Return the lines of a roster in the order of their numbers."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    lines = [
        (int(row["list_number"]), row["village_code"], row["household_number"])
        for row in rows
    ]
    return sorted(lines)


def faults(lines):
    """Say what makes a roster no roster."""
    if [number for number, _, _ in lines] != list(range(1, len(lines) + 1)):
        return "the list numbers do not run from 1 without a gap"
    places = [(village.encode(), household.encode()) for _, village, household in lines]
    if places != sorted(places):
        return "the list is not in the order of village codes and household numbers"
    return ""


def digest(lines):
    """Return the digest that the sheet prints."""
    text = "".join(
        f"{number}|{village}|{household}\n" for number, village, household in lines
    )
    return hashlib.sha256(text.encode()).hexdigest()


def key(seed, what):
    """Return by what a list number or a village code is ordered."""
    return hashlib.sha256(f"{seed}|{what}".encode()).hexdigest()


def stratum(design, village):
    """Return within what a household is drawn."""
    if design == "simple":
        return ""
    return village[:9] + "000" if design == "by_township" else village


def order(lines, asked):
    """Return (stratum, turn, is drawn, line) for every household that can be drawn."""
    villages = {village for _, village, _ in lines}
    if asked.design == "villages_first":
        by_key = sorted(villages, key=lambda code: (key(asked.seed, code), code))
        villages = set(by_key[: asked.villages])
    strata = {}
    for line in lines:
        if line[1] in villages:
            strata.setdefault(stratum(asked.design, line[1]), []).append(line)
    for name, within in sorted(strata.items()):
        if asked.percent:
            quota = -(-len(within) * asked.percent // 100)
        else:
            quota = min(asked.number, len(within))
        within.sort(key=lambda line: (key(asked.seed, line[0]), line[0]))
        for turn, line in enumerate(within, 1):
            yield name, turn, turn <= quota, line


def main(arguments=None):
    """Repeat a draw; returns 1 where the roster is not the one that was frozen."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("roster")
    parser.add_argument("--design", choices=DESIGNS, required=True)
    parser.add_argument("--number", type=int, default=0)
    parser.add_argument("--percent", type=int, default=0)
    parser.add_argument("--villages", type=int, default=0)
    parser.add_argument("--seed", required=True)
    parser.add_argument("--digest", default="")
    parser.add_argument("--all", action="store_true")
    asked = parser.parse_args(arguments)
    if (asked.number > 0) == (asked.percent > 0):
        parser.error("give one of --number and --percent")
    lines = read_roster(asked.roster)
    wrong = faults(lines)
    if wrong:
        print(wrong, file=sys.stderr)
        return 1
    found = digest(lines)
    print(f"sha256 {found}")
    if asked.digest and found != asked.digest.strip().lower():
        print("this is not the roster that was frozen", file=sys.stderr)
        return 1
    for name, turn, is_drawn, line in order(lines, asked):
        if is_drawn or asked.all:
            mark = "drawn" if is_drawn else "next"
            print(mark, turn, name or "-", *line, sep="\t")
    return 0


if __name__ == "__main__":
    sys.exit(main())
