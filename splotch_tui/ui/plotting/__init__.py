"""From numbers to character cells."""
