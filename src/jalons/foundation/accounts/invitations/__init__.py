"""Invitations and one-time links: their secrets and their mails."""
