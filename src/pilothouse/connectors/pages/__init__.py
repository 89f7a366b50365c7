"""The import pages: the list with the form for the next file, and the wizard of one import."""
