"""AGEC accounts, article 58: years, rules, accounting exports, declarations."""
