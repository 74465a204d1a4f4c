"""Runs as pages: `write_page` for a file, `render_page` for its text."""

from dispatch.present.run_page.page import render_page, write_page

__all__ = ["render_page", "write_page"]
