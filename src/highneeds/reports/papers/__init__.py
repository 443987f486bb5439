"""Papers of the programme: one description of each, made of figures, tables and authors' words, set as PDF and DOCX."""
