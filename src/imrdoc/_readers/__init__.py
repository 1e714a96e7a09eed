"""From files and bytes to source text. Readers know nothing of the letter."""
