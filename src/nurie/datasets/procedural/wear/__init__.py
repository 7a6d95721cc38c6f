"""What is worn on the head."""
