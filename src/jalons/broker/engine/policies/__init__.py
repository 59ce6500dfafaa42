"""What a type is for, who may see it, and how precisely."""
