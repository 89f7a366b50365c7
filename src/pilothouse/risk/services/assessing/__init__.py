"""How risks stand at one moment: taken, compared with the moment before, and held against thresholds."""
