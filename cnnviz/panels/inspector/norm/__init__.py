"""The channels of a BatchNorm2d: what is learned, what is measured, what is kept."""
