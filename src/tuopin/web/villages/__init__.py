"""The village board: article 7 on one page, with what the reader may do there."""
