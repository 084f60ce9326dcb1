"""The compiled inner loops of drawing."""
