"""Interviews by the million: Arrow tables and files of them, folders of invitations, and the plan as a table."""
