"""The petitions room's pages at the desk."""
