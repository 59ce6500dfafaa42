"""The models of offers."""
