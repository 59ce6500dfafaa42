"""Files of inventory on their way in: dropped, their columns and choices confirmed."""
