"""The blocks that papers are made of: each tells one thing from the facts, as words, tables or large numbers."""
