"""Day by day: who is fetched when, where they sleep until the visa is there, and when they leave."""
