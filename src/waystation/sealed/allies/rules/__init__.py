"""Pure decisions: kinds of help, the vetting of an offer, finding, booking."""
