"""SQLite behind Django, with writers that wait in a line. `settings.DATABASES` names this package."""
