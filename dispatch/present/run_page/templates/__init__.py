"""Template, style sheet and script of the page; a package so that they are installed."""
