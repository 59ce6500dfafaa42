"""Recipes: one folder each, with its card, its data, its rule, its models and its evaluation."""
