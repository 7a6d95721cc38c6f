"""Drawn characters without end: line, flats, shadow, highlight and picture with exact truth, from a seed."""
