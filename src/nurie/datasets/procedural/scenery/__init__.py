"""Backgrounds and speech bubbles."""
