"""The planner over columns of interviews: its own answers, kept in small tables and looked up (NumPy)."""
