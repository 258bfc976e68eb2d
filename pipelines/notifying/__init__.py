"""What people are told without asking: failed runs, days without a run, refused files, and changes in words."""
