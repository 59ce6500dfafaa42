"""The jobs and the daily work of all authorities, for the operator."""
