"""Grouped mails: what a room has to say to a member, as often as they want, and a way out."""
