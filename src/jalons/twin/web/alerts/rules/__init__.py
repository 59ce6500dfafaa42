"""Alert rules: their pages, and the preview of what a rule would open."""
