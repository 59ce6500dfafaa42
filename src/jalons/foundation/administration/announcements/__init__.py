"""The stops of an instance, announced on its pages before they come."""
