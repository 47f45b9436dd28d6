"""Weights of a layer made from the supplied digits, without training."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.document.commands import EditCommand, with_layer
from cnnviz.document.picture import Picture
from cnnviz.document.resize import fit
from cnnviz.document.state import Batch, State
from cnnviz.engine import GeometryError
from cnnviz.ink.handwriting import all_images
from cnnviz.layers import Layer, ParameterError
from cnnviz.layers.capabilities import TakesTemplates
from cnnviz.trace import FloatArray
from cnnviz.words import Text, text

CLASSES = 10
"""The digits 0 to 9: a node for each."""


@dataclass(frozen=True)
class UseTemplates(EditCommand):
    """Give a layer a template of each digit: mean of its class minus mean of all.

    The supplied digits go through the layers before it, as the images do. The bias lets a
    row that lies in the middle between both means come to 0.
    """

    layer: int

    def apply(self, state: State) -> State:
        """Set weights and biases; the layer has ten nodes then.

        Raises
        ------
        ParameterError
            If the layers before it do not make a row of the digits.
        """
        document = state.document
        layer = document.layers[self.layer]
        if not isinstance(layer, TakesTemplates):
            raise TypeError(f"layer {self.layer} is {layer.kind}: it has no templates")
        images, labels = all_images()
        rows = features(images, document.batch, document.layers[: self.layer])
        weight, bias = templates(rows, labels)
        return with_layer(state, self.layer, layer.with_templates(weight, bias))

    def label(self) -> Text:
        return text("templates of the digits")


def features(images: FloatArray, batch: Batch, layers: tuple[Layer, ...]) -> FloatArray:
    """Take digits through layers, as large and as dark as the images of a batch.

    Parameters
    ----------
    images : ndarray, shape (N, 1, 28, 28)
        Ink, 0 to 1.
    batch : Batch
        The images whose size, channels and full intensity they get.
    layers : tuple of Layer
        The layers; the last of them makes a row.

    Returns
    -------
    ndarray, shape (N, D)
        A row for each digit.

    Raises
    ------
    ParameterError
        If the layers cannot work on them, or make no row.
    """
    channels, rows, columns = batch.shape
    drawn = images
    if (rows, columns) != images.shape[2:]:
        pictures = (Picture("digit", each, 1, ink=True) for each in images)
        drawn = np.stack([fit(each, rows, columns).pixels for each in pictures])
    x: FloatArray = np.repeat(drawn * np.float32(batch.peak), channels, axis=1).astype(np.float32)
    try:
        for layer in layers:
            layer.out_shape((x.shape[1], x.shape[2], x.shape[3]))
            x = layer.forward(x)
    except GeometryError as error:
        raise ParameterError(Text(error.template, error.values)) from error
    if x.shape[2:] != (1, 1):
        raise ParameterError(text("Templates need a row of cells: a Flatten before makes one."))
    return x.reshape(len(x), -1)


def templates(rows: FloatArray, labels: NDArray[np.int64]) -> tuple[FloatArray, FloatArray]:
    """Subtract the mean of all rows from the mean of each class.

    Parameters
    ----------
    rows : ndarray, shape (N, D)
        The examples.
    labels : ndarray of int, shape (N,)
        Their classes, 0 to 9; each has an example.

    Returns
    -------
    weight : ndarray, shape (10, D)
        The templates.
    bias : ndarray, shape (10,)
        Minus the product of each template with the middle between both means, so that the
        largest sum belongs to the nearest mean.

    References
    ----------
    Hastie, Tibshirani & Friedman (2009), "The Elements of Statistical Learning",
    section 4.3, with a spread that is the same in all directions.
    """
    exact = rows.astype(np.float64)
    every = exact.mean(axis=0)
    means = np.stack([exact[labels == each].mean(axis=0) for each in range(CLASSES)])
    weight = means - every
    bias = -(weight * (means + every) / 2).sum(axis=1)
    return weight.astype(np.float32), bias.astype(np.float32)
