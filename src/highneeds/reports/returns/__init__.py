"""Returns to the department: their tables, laid out by a mapping file for each template version, and written out."""
