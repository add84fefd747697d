"""Pure decisions of evacuation: plans, journeys, legs, check-ins; no Django, no clock, no key."""
