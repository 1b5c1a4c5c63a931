"""A township's yearly performance: scored from the record, decided by people."""
