"""The petitions room's pages for everyone."""
