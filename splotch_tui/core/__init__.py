"""The experiment: numbers only."""
