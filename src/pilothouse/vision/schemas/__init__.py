"""What comes in over REST, by subject. What goes out are the contracts."""
