"""Pure decisions of casework: phases, overlays, marks, levels, tasks, consents, sections; no Django, no clock, no key."""
