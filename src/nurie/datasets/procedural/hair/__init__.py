"""Hair: locks on a shell around the skull, fringes, sides, backs, tails."""
