"""Where one is among the five words, and the pages that lead to the others."""
