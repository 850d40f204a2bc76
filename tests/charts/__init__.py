"""Tests of whosewords.charts."""
