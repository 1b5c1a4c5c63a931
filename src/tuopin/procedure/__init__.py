"""退出程序: cases, their acts, forks, joins and holds (art. 6)."""
