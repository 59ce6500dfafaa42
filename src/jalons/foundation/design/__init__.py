"""The house look: tokens, components, charts and maps."""
