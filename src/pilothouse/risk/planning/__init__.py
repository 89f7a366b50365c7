"""Where rows of the register meet the engine."""
