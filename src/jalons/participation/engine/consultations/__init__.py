"""Questions, answers, codes and receipts, and what may be shown of the counts."""
