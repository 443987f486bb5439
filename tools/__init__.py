"""Tools for those who work on highneeds; the product does not need them."""
