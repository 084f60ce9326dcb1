"""Compiled inner loops. Importing this package costs numba's half second: do it when needed."""
