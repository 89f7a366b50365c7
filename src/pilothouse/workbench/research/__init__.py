"""Studies of people, read from files."""
