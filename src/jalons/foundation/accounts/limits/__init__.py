"""What one authority may take of what all share, and the day it was last visited."""
