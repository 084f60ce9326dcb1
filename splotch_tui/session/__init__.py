"""A run that is steered: its thread, what it leaves behind, the films it orders. No Textual."""
