"""What is due and when: calendar, calendar feed, reminders by mail."""
