"""One way each of judging the household criteria of tieling-county-2017.

Every module has `judge(register, out)`: from the four Parquet files on disk to a
Parquet file with `id`, `all` and a column per criterion. Those that can judge a single
household have `one(register)`, which returns what judges the next one when called.
"""
