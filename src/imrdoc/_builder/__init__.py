"""From the tree to the model: what each field means."""
