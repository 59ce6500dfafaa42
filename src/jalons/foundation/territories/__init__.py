"""Every commune, EPCI, EPT, département and région of France, and the duties they bear."""
