"""Text turned into numbers: words, stems, groups of letters, TF-IDF, keyword rules, typos."""
