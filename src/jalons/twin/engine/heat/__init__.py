"""Heat of server rooms: what could be recovered, who nearby could use it, what was delivered.

Rooms and needs in, a match with its intervals out. Energy in MWh, power in kW, distance in metres,
temperature in °C; a month is a month of a year of 365 days.
"""
