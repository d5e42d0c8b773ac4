"""The functions' handlers, each imported under its own name and called with its own environment."""

import importlib.util
import io
import json
import os
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TextIO

from wirecopy.edges import Edges
from wirecopy_local.cloud.resources import Function
from wirecopy_local.cloud.template import REGION, TemplateError

ERROR_LEVELS = frozenset({"ERROR", "CRITICAL"})
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_SESSION_TOKEN": "local",
}


@dataclass(frozen=True, slots=True)
class LogLine:
    """What a function printed: one line, with its level and message when it was a structured one."""

    function: str
    level: str
    message: str
    line: str


class HandlerError(Exception):
    """A handler ended in an exception, as Lambda reports it. It is the function's failure, not the cloud's."""

    def __init__(self, function: str, kind: str, message: str, trace: str) -> None:
        super().__init__(f"{function}: {kind}: {message}" if message else f"{function}: {kind}")
        self.function = function
        self.kind = kind
        self.message = message
        self.trace = trace

    def payload(self) -> dict[str, Any]:
        """What Lambda answers in its place."""
        return {"errorMessage": self.message, "errorType": self.kind, "stackTrace": self.trace.splitlines()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The context object that Lambda hands to a handler.

    https://docs.aws.amazon.com/lambda/latest/dg/python-context.html
    """

    function_name: str
    memory_limit_in_mb: str
    invoked_function_arn: str
    aws_request_id: str
    log_group_name: str
    remaining: Callable[[], int]
    function_version: str = "$LATEST"
    log_stream_name: str = "local"
    identity: None = None
    client_context: None = None

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the function's timeout."""
        return self.remaining()


class _Output(io.TextIOBase):
    """Standard output as the functions see it: metrics are kept apart, every other line is a log line.

    A logger keeps the stream that it was made with, and Powertools keeps its loggers for as long as the process lasts:
    so there is one of these for all functions and clouds, told whose turn it is.
    """

    def __init__(self) -> None:
        self._rest = ""
        self._take: Callable[[str], None] = _ignore
        self._outer: TextIO = sys.stdout

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        *lines, self._rest = (self._rest + text).split("\n")
        # Who is told of a line may well print it, and that is not to come back here.
        with redirect_stdout(self._outer):
            for line in filter(str.strip, lines):
                self._take(line)
        return len(text)

    @contextmanager
    def taken_by(self, take: Callable[[str], None]) -> Iterator[None]:
        """While this lasts, hand what is printed to ``take``, line by line."""
        self._take, self._outer = take, sys.stdout
        try:
            with redirect_stdout(self):
                yield
        finally:
            if self._rest:
                self.write("\n")
            self._take = _ignore


def _ignore(_: str) -> None:
    pass


_OUTPUT = _Output()


class Handlers:
    """The functions of a stack, ready to be called. Each is imported when it is first called, as in a cold start."""

    def __init__(self, functions: Mapping[str, Function], edges: Edges, log: Callable[[LogLine], None]) -> None:
        self._functions = functions
        self._edges = edges
        self._log = log
        self.metrics: list[tuple[str, dict[str, Any]]] = []
        """What was emitted in CloudWatch's embedded metric format so far, each with its function."""
        self._loaded: dict[str, Callable[[Any, Context], Any]] = {}
        self._calls = 0

    def call(self, name: str, event: Any) -> Any:
        """What the function's handler returns for ``event``, both as JSON would carry them.

        Raises :class:`HandlerError` for whatever goes wrong in it, its import included.
        """
        function = self._functions[name]
        self._calls += 1
        try:
            with self._stage(function):
                handler = self._loaded.get(name) or self._loaded.setdefault(name, self._load(function))
                _clear_metrics()
                begun = self._edges.clock()
                answer = json.loads(json.dumps(handler(json.loads(json.dumps(event)), self._context(function))))
            taken = (self._edges.clock() - begun).total_seconds()
            if taken > function.timeout:
                message = f"took {taken:.0f} s: Lambda would have stopped it after {function.timeout} s"
                self._log(LogLine(name, "WARNING", message, message))
            return answer
        except (KeyboardInterrupt, TemplateError):
            raise
        except BaseException as error:  # SystemExit too: Lambda reports it as a failed invocation
            failure = HandlerError(name, type(error).__name__, str(error), traceback.format_exc())
            self._log(LogLine(name, "ERROR", f"{failure.kind}: {failure.message}", failure.trace))
            raise failure from error

    @contextmanager
    def _stage(self, function: Function) -> Iterator[None]:
        before = dict(os.environ)
        try:
            os.environ.clear()
            os.environ.update(_environment(before, function))
            with _OUTPUT.taken_by(lambda line: self._printed(function.name, line)), warnings.catch_warnings():
                # As in Lambda, a warning is a line in the log: no error, and nothing for standard error.
                warnings.simplefilter("default")
                warnings.showwarning = self._warned(function.name)
                yield
        finally:
            os.environ.clear()
            os.environ.update(before)

    def _warned(self, function: str) -> Callable[..., None]:
        def warned(message: Warning | str, category: type[Warning], *_: Any) -> None:
            self._log(LogLine(function, "WARNING", str(message), f"{category.__name__}: {message}"))

        return warned

    def _printed(self, function: str, line: str) -> None:
        try:
            fields = json.loads(line)
        except ValueError:
            fields = None
        if not isinstance(fields, dict):
            self._log(LogLine(function, "INFO", line, line))
        elif "_aws" in fields:
            self.metrics.append((function, fields))
        else:
            self._log(LogLine(function, str(fields.get("level", "INFO")), str(fields.get("message", line)), line))

    def _load(self, function: Function) -> Callable[[Any, Context], Any]:
        """Import the handler's module under a name of its own; modules beside it stay its own too."""
        stem, _, attribute = function.handler.rpartition(".")
        path = function.code / f"{stem.replace('.', '/')}.py"
        if not path.is_file():
            raise TemplateError(f"{function.name}: there is no {path}")
        name = f"wirecopy_function_{function.name}"
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None  # noqa: S101 - a .py file has a loader
        assert spec.loader is not None  # noqa: S101
        module = importlib.util.module_from_spec(spec)
        known = set(sys.modules)
        sys.path.insert(0, str(function.code))
        try:
            sys.modules[name] = module
            spec.loader.exec_module(module)
        except BaseException:
            del sys.modules[name]
            raise
        finally:
            sys.path.remove(str(function.code))
            for other in set(sys.modules) - known - {name}:
                if str(getattr(sys.modules[other], "__file__", None) or "").startswith(f"{function.code}{os.sep}"):
                    del sys.modules[other]
        if hasattr(module, "edges"):
            setattr(module, "edges", self._edges)  # noqa: B010 - which a module need not have
        handler: Callable[[Any, Context], Any] = getattr(module, attribute)
        return handler

    def _context(self, function: Function) -> Context:
        clock = self._edges.clock
        deadline = clock() + timedelta(seconds=function.timeout)
        return Context(
            function_name=function.name,
            memory_limit_in_mb=str(function.memory),
            invoked_function_arn=function.arn,
            aws_request_id=f"00000000-0000-4000-8000-{self._calls:012x}",
            log_group_name=f"/aws/lambda/{function.name}",
            remaining=lambda: max(0, int((deadline - clock()) / timedelta(milliseconds=1))),
        )


def _environment(outer: Mapping[str, str], function: Function) -> dict[str, str]:
    """What the function sees: the template's variables, Lambda's own, and nothing of the user's AWS set-up."""
    return {
        **{key: value for key, value in outer.items() if not key.startswith(("AWS_", "POWERTOOLS_"))},
        **function.environment,
        **CREDENTIALS,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_LAMBDA_FUNCTION_NAME": function.name,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory),
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "LAMBDA_TASK_ROOT": str(function.code),
        "_HANDLER": function.handler,
    }


def _clear_metrics() -> None:
    """Powertools keeps metrics in the class, for all functions in a process: each call starts without any."""
    if "aws_lambda_powertools.metrics" in sys.modules:
        from aws_lambda_powertools.metrics import Metrics  # noqa: PLC0415

        Metrics().clear_metrics()
