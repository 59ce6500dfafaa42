"""The house look: tokens, components and charts."""
