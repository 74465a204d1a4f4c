"""What storage earns and costs over its life."""
