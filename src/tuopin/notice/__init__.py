"""公示公告: postings, publicity periods, objections, announcements (art. 6)."""
