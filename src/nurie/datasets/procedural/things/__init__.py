"""Things that stand alone."""
