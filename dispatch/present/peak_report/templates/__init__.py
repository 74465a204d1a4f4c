"""Templates of the report: the page, its style sheet, the document and the script that made it."""
