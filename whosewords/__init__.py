"""Whose Words: who is speaking in the news, in whose words, and in what tone."""

__version__ = "0.1.0"
