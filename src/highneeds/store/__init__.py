"""What is kept: canonical rows, months, snapshots and accounts. Call ``setup.open_store`` first."""
