"""Tests of the outbox, told as promises."""
