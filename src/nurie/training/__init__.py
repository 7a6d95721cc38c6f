"""Training: the only place of torch."""
