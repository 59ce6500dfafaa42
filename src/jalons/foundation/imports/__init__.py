"""Lists people bring from a file into a register: seen first, stored as one act, taken back."""
