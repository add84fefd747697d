"""Where the house is put together: settings, doors, base pages and the hall that names every room's part.

Owns: the settings, the addresses of both doors, the base templates, components and style sheets, the hall.
Knows: every room, through its api and its doors.
"""
