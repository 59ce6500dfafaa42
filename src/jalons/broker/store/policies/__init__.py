"""The policies of types in a store, and reads that enforce them."""
