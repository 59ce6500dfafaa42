def open_to_people(authority):
    return []
