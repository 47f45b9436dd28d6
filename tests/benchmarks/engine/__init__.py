"""The engine beside PyTorch, ONNX Runtime, OpenCV, SciPy and a textbook."""
