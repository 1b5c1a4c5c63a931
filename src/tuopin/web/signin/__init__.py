"""Signing in: the second step, passkeys, and what has to be done before any work."""
