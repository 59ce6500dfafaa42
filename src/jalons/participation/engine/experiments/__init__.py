"""What an experiment showed, who tried a service, how many services were tried."""
