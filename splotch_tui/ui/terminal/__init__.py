"""What goes to and comes from the terminal, and all that leans on Textual's private parts."""
