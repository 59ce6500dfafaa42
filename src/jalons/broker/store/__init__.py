"""Where entities and their history are stored, behind one port."""
