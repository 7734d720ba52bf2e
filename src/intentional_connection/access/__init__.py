"""Who may see and do what: seats, levels, the table of rights, and Reach, the stored answer to "who reaches which case"."""
