"""moto's CloudFormation, imported without the services that no template of ours can use.

It imports every service that it can create, EC2 with all its instance types among them, which takes as long as all the
rest of opening a local cloud.
"""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_UNUSED = (
    "apigateway",
    "autoscaling",
    "batch",
    "datapipeline",
    "ec2",
    "ecr",
    "ecs",
    "efs",
    "elb",
    "elbv2",
    "emr",
    "iot",
    "rds",
    "redshift",
    "route53",
    "sagemaker",
)


class _Absent(ModuleType):
    """A module that has whatever is asked of it, and none of it does anything."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


class _Finder(MetaPathFinder, Loader):
    """Finds an absent module where one of an unused service is looked for."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        found = name.startswith("moto.") and name.split(".")[1] in _UNUSED
        return ModuleSpec(name, self, is_package=True) if found else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Absent(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass


def import_cloudformation() -> None:
    """Import ``moto.cloudformation``. With a moto that does not put up with it, the plain and slower way."""
    with suppress(ImportError, AttributeError, TypeError), _without_unused():
        importlib.import_module("moto.cloudformation.responses")
    importlib.import_module("moto.cloudformation.responses")


@contextmanager
def _without_unused() -> Iterator[None]:
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        # Who needs one of them after all (a test beside this one, say) imports the real one.
        for name in [name for name, module in sys.modules.items() if isinstance(module, _Absent)]:
            del sys.modules[name]
            package, _, attribute = name.rpartition(".")
            if isinstance(vars(sys.modules.get(package, sys)).get(attribute), _Absent):
                delattr(sys.modules[package], attribute)
