"""The office's date: today, or in a demo database a day that can be moved on."""
