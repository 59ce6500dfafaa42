"""Subscriptions: their routes, their notifications, their delivery."""
