"""What people type into the pages of vision, by subject. A form only reads; rules are in services."""
