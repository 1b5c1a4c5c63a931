"""Lists of departments held against the register, and the questions they raise."""
