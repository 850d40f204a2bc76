"""The analyses: every function takes a corpus and returns a table."""
