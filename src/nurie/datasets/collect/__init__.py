"""Collecting pictures to learn from: who made them, under what licence, and from where, beside each one."""
