"""The routes the law allows, as rules with their article."""
