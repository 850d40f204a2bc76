"""Tests of a class's pages and server."""
