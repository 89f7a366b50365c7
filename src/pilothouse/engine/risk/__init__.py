"""What risks do to dates and money, and which responses are worth their price."""
