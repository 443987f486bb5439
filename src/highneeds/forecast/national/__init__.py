"""Every authority of England from published totals: plans, placement groups and new plans, one to five years ahead.

Records in ``types``; modules are imported by name.
"""
