"""Tests that open a report in headless Chromium."""
