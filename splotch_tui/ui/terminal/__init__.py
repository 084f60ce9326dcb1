"""What is sent to the terminal, and all that leans on Textual's private parts."""
