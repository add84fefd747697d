"""What evacuation promises."""
