"""The read-only API: its addresses, who may read what of it, and how it says no."""
