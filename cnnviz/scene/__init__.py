"""Pictures as values: what stands on the stage at a moment, in roles and pixels."""
