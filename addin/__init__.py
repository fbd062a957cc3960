"""What people touch, and what it computes: rules, actions and faces."""
