"""What is computed from the actions of a roadmap: lateness, sums, funding, reminders."""
