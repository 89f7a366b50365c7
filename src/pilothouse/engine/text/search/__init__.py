"""Records found by a question in words of one's own: words first, meaning beside, slips read past."""
