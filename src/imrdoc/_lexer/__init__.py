"""From source text to the tokens of the letter grammar: lines, page furniture, paragraphs, requests."""
