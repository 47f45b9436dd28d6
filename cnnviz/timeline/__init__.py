"""Moving along a timeline: steps, pace, questions. Time is an argument."""
