"""What people wrote, in files: themes, kinds, duplicates, search, trend, need."""
