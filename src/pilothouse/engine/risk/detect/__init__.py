"""The chance that an item slips, from what is known of it and from what became of others before it."""
