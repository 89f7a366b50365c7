"""Records of risks, read from files."""
