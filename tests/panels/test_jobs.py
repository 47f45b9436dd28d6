"""A job is a generator beside the window: it is heard of there, and closing it cancels it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from cnnviz.document.progress import Progress, run_to_end
from cnnviz.panels import jobs
from cnnviz.panels.jobs import Job, end_all, going_on


class Listener(QObject):
    """Writes down what a job says, and in which thread it was heard."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.heard: list[tuple[str, object]] = []
        self.threads: set[threading.Thread] = set()
        job.progressed.connect(self.progressed)
        job.finished.connect(self.finished)
        job.failed.connect(self.failed)
        job.ended.connect(self.ended)

    def progressed(self, part: float) -> None:
        self._note("progressed", part)

    def finished(self, result: object) -> None:
        self._note("finished", result)

    def failed(self, error: Exception) -> None:
        self._note("failed", error)

    def ended(self) -> None:
        self._note("ended", None)

    def _note(self, name: str, value: object) -> None:
        self.heard.append((name, value))
        self.threads.add(threading.current_thread())


class Work:
    """A generator that stops half-way until it is let go on, and cleans up behind itself."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Event(), threading.Event()
        self.closed = False
        self.thread: threading.Thread | None = None

    def steps(self) -> Progress[str]:
        self.thread = threading.current_thread()
        try:
            yield 0.25
            self.begun.set()
            self.go.wait(20)
            yield 0.5
        finally:
            self.closed = True
        return "made"


def raising(error: Exception) -> Progress[None]:
    """Fail after the first yield."""
    yield 0.5
    raise error


@pytest.fixture
def work(qapp: QApplication) -> Iterator[Work]:
    """Work that is let go on at the end."""
    made = Work()
    yield made
    made.go.set()
    end_all()


def over(job: Job, qtbot: QtBot) -> None:
    """Wait until a job has ended."""
    qtbot.waitUntil(lambda: not job.busy)


def test_what_it_returns_is_heard_in_the_thread_of_the_window(work: Work, qtbot: QtBot) -> None:
    job = Job(work.steps(), "cnnviz-test")
    listener = Listener(job)
    work.go.set()
    over(job, qtbot)
    assert listener.heard[-2:] == [("finished", "made"), ("ended", None)]
    assert listener.threads == {threading.main_thread()}
    assert work.thread not in (None, threading.main_thread())
    assert job.completed
    assert job.part == 1.0


def test_progress_is_heard_before_the_end(
    work: Work, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "EVERY", 0.0)
    job = Job(work.steps(), "cnnviz-test")
    listener = Listener(job)
    qtbot.waitUntil(lambda: listener.heard == [("progressed", 0.25)])
    assert job.part == 0.25
    work.go.set()
    over(job, qtbot)
    assert [name for name, _ in listener.heard] == ["progressed", "progressed", "finished", "ended"]


def test_cancelling_closes_the_generator_and_drops_its_answer(work: Work, qtbot: QtBot) -> None:
    job = Job(work.steps(), "cnnviz-test")
    listener = Listener(job)
    work.begun.wait(20)
    job.cancel()
    work.go.set()
    over(job, qtbot)
    assert work.closed
    assert listener.heard == [("ended", None)]
    assert not job.completed


def test_what_returns_in_spite_of_being_cancelled_is_known_to_be_completed(qtbot: QtBot) -> None:
    begun, go = threading.Event(), threading.Event()

    def steps() -> Progress[str]:
        yield 0.0
        begun.set()
        go.wait(20)
        return "made"

    job = Job(steps(), "cnnviz-test")
    listener = Listener(job)
    begun.wait(20)
    job.cancel()
    go.set()
    over(job, qtbot)
    assert listener.heard == [("ended", None)]
    assert job.completed


def test_an_expected_error_is_told_of(qtbot: QtBot) -> None:
    error = KeyError("gone")
    job = Job(raising(error), "cnnviz-test", expects=(KeyError, OSError))
    listener = Listener(job)
    over(job, qtbot)
    assert listener.heard == [("failed", error), ("ended", None)]


@pytest.mark.parametrize("cancelled", [False, True])
def test_any_other_error_is_raised_in_the_window(qtbot: QtBot, cancelled: bool) -> None:
    begun, go = threading.Event(), threading.Event()
    error = ZeroDivisionError("odd")

    def steps() -> Progress[None]:
        yield 0.5
        begun.set()
        go.wait(20)
        raise error

    with qtbot.capture_exceptions() as raised:
        job = Job(steps(), "cnnviz-test", expects=KeyError)
        listener = Listener(job)
        begun.wait(20)
        if cancelled:
            job.cancel()
        go.set()
        over(job, qtbot)
        qtbot.wait(1)
    assert [each[1] for each in raised] == [error]
    assert listener.heard == [("ended", None)]


def test_finishing_waits_and_tells_at_once(work: Work) -> None:
    job = Job(work.steps(), "cnnviz-test")
    listener = Listener(job)
    work.go.set()
    assert job.finish()
    assert ("finished", "made") in listener.heard
    assert not job.busy
    assert job.finish()


def test_finishing_has_an_end_of_its_patience(work: Work) -> None:
    job = Job(work.steps(), "cnnviz-test")
    work.begun.wait(20)
    assert not job.finish(0.01)
    assert job.busy


def test_what_it_belongs_to_may_be_gone_before_it_ends(work: Work, qtbot: QtBot) -> None:
    job = Job(work.steps(), "cnnviz-test")
    listener = Listener(job)
    heard = listener.heard
    del listener
    work.go.set()
    over(job, qtbot)
    assert heard == []


def test_at_the_end_every_job_is_cancelled_and_waited_for(work: Work) -> None:
    job = Job(work.steps(), "cnnviz-test")
    work.begun.wait(20)
    threading.Timer(0.05, work.go.set).start()
    end_all()
    assert work.closed
    assert not job.busy
    assert not going_on()


def test_jobs_that_go_on_are_found_by_their_names(work: Work, qtbot: QtBot) -> None:
    job = Job(work.steps(), "cnnviz-test")
    assert going_on() == going_on("cnnviz-test") == [job]
    assert going_on("evaluator") == []
    work.go.set()
    over(job, qtbot)
    assert going_on() == []


def test_a_job_that_has_ended_is_destroyed(work: Work, qtbot: QtBot) -> None:
    job = Job(work.steps(), "cnnviz-test")
    work.go.set()
    over(job, qtbot)
    qtbot.waitUntil(lambda: not isValid(job))


def test_threads_hand_over_quickly_while_a_job_goes_on(work: Work) -> None:
    Job(work.steps(), "cnnviz-test")
    assert sys.getswitchinterval() == pytest.approx(jobs.SWITCH)


def test_work_can_be_run_to_its_end_without_a_thread(work: Work) -> None:
    work.go.set()
    assert run_to_end(work.steps()) == "made"
    assert work.thread is threading.main_thread()
