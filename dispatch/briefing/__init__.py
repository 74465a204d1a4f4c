"""Peak-shaving reports: sections, pages, workbooks and documents."""
