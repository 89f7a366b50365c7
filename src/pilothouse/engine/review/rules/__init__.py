"""One rule a file. The file's first lines are the rule's manual."""
