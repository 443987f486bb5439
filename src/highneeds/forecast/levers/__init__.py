"""What a council can change about the future: levers, scenarios, and their meaning for the engine."""
