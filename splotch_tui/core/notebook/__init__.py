"""What a notebook shows of a history and of a table: HTML with a small figure, as text."""
