"""What to do with a letter that the grammar does not accept as it stands."""
