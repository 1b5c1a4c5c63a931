"""Judging whole registers: a pack's criteria as SQL, run by the engine at hand.

`tables` says what a register's tables hold, `expressions` turns criteria into Ibis,
`compiled` keeps their SQL, `engines` run it, `explaining` has the rulebook say why.
No Django here.
"""
