"""Pages that join rooms: Today, the families list. No tables here."""
