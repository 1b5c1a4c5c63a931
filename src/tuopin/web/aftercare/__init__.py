"""After-care as its pages and its workbook show it."""
