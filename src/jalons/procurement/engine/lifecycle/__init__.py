"""Life-cycle cost per service-year, its sensitivity and its break-even."""
