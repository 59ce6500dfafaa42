"""The fragility index: choice, normalisation, aggregation, coherence, rank intervals."""
