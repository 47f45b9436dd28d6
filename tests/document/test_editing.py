"""Commands in any order: every state is valid, can be undone, redone and saved."""

from __future__ import annotations

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cnnviz.document import commands, drawing
from cnnviz.document.commands import SetParameter, set_view
from cnnviz.document.evaluation import evaluate
from cnnviz.document.files import dump, parse
from cnnviz.document.intake import digits_batch
from cnnviz.document.numbers import ResetRunning, SetFilter, SetKernel, SetValue
from cnnviz.document.state import MOST_IMAGES, Batch, CellRef, Document, State
from cnnviz.document.store import Command, Store
from cnnviz.engine import GeometryError
from cnnviz.layers import Layer, ParameterError, catalogue
from cnnviz.layers.filters import LABELS
from cnnviz.layers.kinds.batch_norm2d import BatchNorm2d
from cnnviz.layers.kinds.conv2d import Conv2d
from tests.first_pipeline import start
from tests.sameness import same
from tests.strategies import batches, numbers, values

WEIGHTS = st.floats(-1e9, 1e9) | st.sampled_from((0.0, -0.0, 1.0, 1e-45, 1e9, -1e9))


class Editing(RuleBasedStateMachine):
    """A user who does everything that is possible, in any order."""

    @initialize(batch=batches())
    def begin(self, batch: Batch) -> None:
        self.store = Store(State(Document(batch).with_layers(start().document.layers)))
        self.past: list[Document] = []
        self.future: list[Document] = []
        self.stroke = 0

    def do(self, command: Command) -> None:
        """Do one command as an undo step of its own, and check that it is one."""
        before, evaluated = self.store.state, evaluate(self.store.state.document)
        self.store.settle()
        try:
            self.store.do(command)
        except (ParameterError, GeometryError):
            assert self.store.state is before
            return
        after = self.store.state
        if after.document is not before.document:
            assert self.store.undo_label is not None
            self.past.append(before.document)
            self.future.clear()
        again, anew = evaluate(after.document, evaluated), evaluate(after.document)
        for one, other in zip(again.results, anew.results, strict=True):
            assert (one.y is None, str(one.error)) == (other.y is None, str(other.error))
            if one.y is not None and other.y is not None and np.isfinite(other.y).all():
                scale = float(np.abs(other.y).max()) + 1.0
                assert float(np.abs(one.y - other.y).max()) <= 1e-4 * scale

    def pick(self, data: st.DataObject, kind: type[Layer] = Layer) -> int:
        """Choose a layer of a kind."""
        layers = self.store.state.document.layers
        return data.draw(
            st.sampled_from([i for i, layer in enumerate(layers) if isinstance(layer, kind)])
        )

    def has(self, kind: type[Layer]) -> bool:
        """Whether there is a layer of a kind whose arrays are filled."""
        return any(
            isinstance(layer, kind) and all(getattr(layer, n).size for n in ("weight", "bias"))
            for layer in self.store.state.document.layers
        )

    @rule(kind=st.sampled_from(sorted(catalogue())), at=st.integers(0, 6))
    def add(self, kind: str, at: int) -> None:
        self.do(commands.AddLayer(kind, min(at, len(self.store.state.document.layers))))

    @precondition(lambda self: self.store.state.document.layers)
    @rule(data=st.data(), verb=st.sampled_from(("remove", "duplicate", "move")))
    def restack(self, data: st.DataObject, verb: str) -> None:
        at = self.pick(data)
        if verb == "remove":
            self.do(commands.RemoveLayer(at))
        elif verb == "duplicate" and len(self.store.state.document.layers) < 8:
            self.do(commands.DuplicateLayer(at))
        else:
            self.do(commands.MoveLayer(at, data.draw(st.integers(-1, 9))))

    @precondition(lambda self: self.store.state.document.layers)
    @rule(data=st.data())
    def set_parameter(self, data: st.DataObject) -> None:
        at = self.pick(data)
        parameters = self.store.state.document.layers[at].parameters()
        if parameters:
            name = data.draw(st.sampled_from(sorted(parameters)))
            value = data.draw(values(parameters[name], reach=4))
            self.do(SetParameter(at, name, value))

    @precondition(lambda self: self.has(Conv2d))
    @rule(data=st.data(), value=WEIGHTS, name=st.sampled_from(sorted(LABELS)))
    def set_convolution(self, data: st.DataObject, value: float, name: str) -> None:
        at = self.pick(data, Conv2d)
        layer = self.store.state.document.layers[at]
        assert isinstance(layer, Conv2d)
        if not layer.weight.size:
            return
        index = tuple(data.draw(st.integers(0, n - 1)) for n in layer.weight.shape)
        filters, channel, rows, columns = index
        kernel = tuple((value,) * layer.kernel_size[1] for _ in range(layer.kernel_size[0]))
        self.do(
            data.draw(
                st.sampled_from(
                    (
                        SetValue(at, "weight", (filters, channel, rows, columns), value),
                        SetValue(at, "bias", (filters,), value),
                        SetFilter(at, filters, name, 7 if name == "random" else 0),
                        SetKernel(at, filters, channel, kernel),
                    )
                )
            )
        )

    @precondition(lambda self: self.has(BatchNorm2d))
    @rule(data=st.data(), value=WEIGHTS, name=st.sampled_from(("weight", "bias", "reset")))
    def set_normalization(self, data: st.DataObject, value: float, name: str) -> None:
        at = self.pick(data, BatchNorm2d)
        layer = self.store.state.document.layers[at]
        assert isinstance(layer, BatchNorm2d)
        if name == "reset":
            self.do(ResetRunning(at))
        elif layer.weight.size:
            channel = data.draw(st.integers(0, layer.weight.size - 1))
            self.do(SetValue(at, name, (channel,), value))

    @rule(seed=st.integers(0, 99), data=st.data(), value=WEIGHTS)
    def draw(self, seed: int, data: st.DataObject, value: float) -> None:
        batch = self.store.state.document.batch
        image = data.draw(st.integers(0, len(batch) - 1))
        if seed % 2:
            self.stroke += 1
            pixels = numbers(np.random.default_rng(seed), batch.shape)
            self.do(drawing.Paint(image, pixels, self.stroke))
        else:
            _, rows, columns = batch.shape
            place = (data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1)))
            self.do(drawing.SetCell((image, 0, *place), value))

    @rule(batch=batches())
    def replace_images(self, batch: Batch) -> None:
        self.do(drawing.SetBatch(batch))

    @rule(data=st.data(), verb=st.sampled_from(("add", "remove", "next", "count")))
    def gather(self, data: st.DataObject, verb: str) -> None:
        batch = self.store.state.document.batch
        if verb == "add":
            self.do(drawing.AddImages(batch))
        elif verb == "remove":
            self.do(drawing.RemoveImage(data.draw(st.integers(0, len(batch) - 1))))
        elif verb == "next":
            self.do(drawing.NextBatch(digits_batch(range(data.draw(st.integers(1, 3))))))
        else:
            self.do(drawing.NextBatch())

    @rule(selected=st.integers(-1, 9), image=st.integers(-1, 9))
    def set_view(self, selected: int, image: int) -> None:
        before = self.store.undo_label
        self.store.do(set_view(selected=selected, image=image))
        assert self.store.undo_label == before

    @precondition(lambda self: self.store.state.document.layers)
    @rule(data=st.data(), name=st.sampled_from(("field", "uses")), row=st.integers(0, 9))
    def explain_and_point(self, data: st.DataObject, name: str, row: int) -> None:
        before, state, at = self.store.undo_label, self.store.state, self.pick(data)
        names = (*state.explanations[:at], name, *state.explanations[at + 1 :])
        self.store.do(set_view(explanations=names, pin=CellRef(at, "output", (row, 0))))
        assert self.store.undo_label == before

    @rule()
    def undo(self) -> None:
        now = self.store.state.document
        self.store.undo()
        if self.past:
            assert self.store.state.document is self.past.pop()
            self.future.append(now)
        assert self.store.modified or not self.past

    @rule()
    def redo(self) -> None:
        now = self.store.state.document
        self.store.redo()
        if self.future:
            assert self.store.state.document is self.future.pop()
            self.past.append(now)

    @invariant()
    def undo_and_redo_are_offered_exactly_when_there_is_something(self) -> None:
        assert (self.store.undo_label is not None) == bool(self.past)
        assert (self.store.redo_label is not None) == bool(self.future)

    @invariant()
    def the_state_is_valid(self) -> None:
        state = self.store.state
        assert 0 <= state.selected <= len(state.document.layers)
        assert 0 <= state.image < len(state.document.batch) <= MOST_IMAGES
        assert len(state.explanations) == len(state.document.layers)
        assert state.pin is None or state.pin.layer < len(state.document.layers)
        for layer in state.document.layers:
            layer.check_arrays()

    @invariant()
    def the_state_can_be_saved(self) -> None:
        assert same(parse(dump(self.store.state)), self.store.state)

    def teardown(self) -> None:
        """Undo everything, and then redo everything."""
        if not hasattr(self, "store"):
            return
        end = self.store.state.document
        for _ in range(len(self.past) + 1):
            self.undo()
        assert not self.store.modified
        for _ in range(len(self.future) + 1):
            self.redo()
        if not self.future and self.past:
            assert end in (self.store.state.document, *self.past)


def test_commands_in_any_order_can_be_undone_redone_and_saved() -> None:
    steady = settings(max_examples=40, stateful_step_count=25, deadline=None, derandomize=True)
    run_state_machine_as_test(Editing, settings=steady)
