"""Essential data of contracts (DECP): what a file says, its faults, shares."""
