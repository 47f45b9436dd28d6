"""How a timeline is moved along: steps, pace, questions; time is an argument."""
