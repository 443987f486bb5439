"""The views: each gets its data from an operation and renders it."""
