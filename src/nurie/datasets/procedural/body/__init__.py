"""Bodies, limbs, hands, and what they hold."""
