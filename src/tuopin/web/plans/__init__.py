"""Article 5 on pages: the plans of an area, one plan by name, and drafting one."""
