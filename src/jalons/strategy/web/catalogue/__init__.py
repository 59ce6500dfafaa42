"""The manifesto and the catalogue of indicators, as pages."""
