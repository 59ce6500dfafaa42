"""Background jobs whose progress can be watched."""
