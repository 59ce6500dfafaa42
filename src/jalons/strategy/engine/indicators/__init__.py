"""Following an indicator: objectives, pasted values, exchange files, comparison."""
