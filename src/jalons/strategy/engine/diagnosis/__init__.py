"""From the referential, the facts and the answers of an authority to scores and proposals."""
