"""One owner of what is on stage: the state, its activations, and what may be seen of them."""

from cnnviz.session.present import LayerStatus, Presented
from cnnviz.session.session import Evaluate, Session

__all__ = ["Evaluate", "LayerStatus", "Presented", "Session"]
