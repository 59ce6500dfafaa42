"""Questions, answers, scores, and the half hour without an account."""
