"""What can be counted of kept files: those that proved more than one thing."""

from __future__ import annotations

from tuopin.office.counting import Measure

USED = """
SELECT min(u.division_code)::text AS place, min(d.id)::text AS unit,
  count(DISTINCT u.occasion)::text AS about, min(u.used_on) AS day,
  count(DISTINCT u.occasion) > 1 OR count(DISTINCT u.evidence) > 1 AS counts
FROM documents_documentuse u
JOIN documents_document d ON d.id = u.document_id
WHERE extract(year FROM u.used_on) = %(year)s
GROUP BY left(u.division_code, 9), d.digest
"""


def reused_files(year: int) -> Measure:
    """Return the contents that proved something in a township; one used again counts.

    Within one township, so that its own office and the county count alike.
    """
    return Measure(USED, {"year": year})
