"""The template run on this machine: its stack in moto, its events delivered as it says."""

from wirecopy_local.cloud.cloud import LocalCloud
from wirecopy_local.cloud.handlers import HandlerError, LogLine
from wirecopy_local.cloud.report import DeadLetter, Invocation, Report, Tally
from wirecopy_local.cloud.template import TemplateError

__all__ = ["DeadLetter", "HandlerError", "Invocation", "LocalCloud", "LogLine", "Report", "Tally", "TemplateError"]
