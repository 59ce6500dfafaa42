"""What people decide with and without a suggestion: the chain of their acts, and its figures."""
