"""Ensembles: grids of recipes, run in blocks, one row of a table a descent."""
