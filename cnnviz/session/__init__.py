"""The owner of what is displayed: the state, its activations, and their visible part."""

from cnnviz.session.present import LayerStatus, Presented
from cnnviz.session.session import Evaluate, Session

__all__ = ["Evaluate", "LayerStatus", "Presented", "Session"]
