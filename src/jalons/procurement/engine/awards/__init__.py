"""Award criteria, price formulas, rankings and what turns them; legal alerts."""
