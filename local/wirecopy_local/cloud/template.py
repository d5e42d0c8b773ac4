"""template.yaml as CloudFormation sees it: read, its parameters filled in, translated from SAM without the network."""

import copy
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from wirecopy.errors import UserError

REGION = "us-east-1"
ACCOUNT = "123456789012"


class TemplateError(UserError):
    """The template cannot be run here. Its text names the resource and the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A translated template."""

    path: Path
    cloudformation: dict[str, Any]
    parameters: dict[str, str]
    """Those that were given; the others keep their defaults."""
    code: dict[str, Path]
    """The folder of each function, by logical id."""

    @property
    def resources(self) -> dict[str, Any]:
        """The resources by logical id, each with at least a ``Type``."""
        return dict(self.cloudformation["Resources"])


def read_template(path: Path, parameters: Mapping[str, str] | None = None) -> Template:
    """The template at ``path``, translated. Raises :class:`TemplateError`."""
    document = _read_yaml(path)
    given = dict(parameters or {})
    _check_parameters(document, given, path)
    code = _code_folders(document, path)
    return Template(path=path, cloudformation=_translate(document, given, path), parameters=given, code=code)


def _read_yaml(path: Path) -> dict[str, Any]:
    import yaml  # noqa: PLC0415 - with the translator, only a started cloud needs it
    from samtranslator.yaml_helper import intrinsics_multi_constructor  # noqa: PLC0415

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # in C: ten times as fast
        """YAML with CloudFormation's short forms (``!Ref``)."""

    Loader.add_multi_constructor("!", intrinsics_multi_constructor)
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader)  # noqa: S506 - it is a safe one
    except OSError as error:
        raise TemplateError(f"{path} cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise TemplateError(f"{path} is no YAML: {' '.join(str(error).split())}") from error
    if not isinstance(document, dict) or not isinstance(document.get("Resources"), dict):
        raise TemplateError(f"{path} has no Resources")
    return document


def _check_parameters(document: dict[str, Any], given: dict[str, str], path: Path) -> None:
    known: dict[str, Any] = document.get("Parameters") or {}
    if unknown := sorted(given.keys() - known.keys()):
        raise TemplateError(f"{path} has no parameter {unknown[0]}; it has {', '.join(known) or 'none'}")
    if missing := [name for name, it in known.items() if "Default" not in it and name not in given]:
        raise TemplateError(f"{path} needs a value for its parameter {missing[0]}")


def _code_folders(document: dict[str, Any], path: Path) -> dict[str, Path]:
    """Where each function's code lies; the address is replaced by one that the translator takes."""
    common = (document.get("Globals") or {}).get("Function") or {}
    shared_uri = common.pop("CodeUri", None)
    folders = {}
    for name, resource in document["Resources"].items():
        properties = resource.get("Properties") or {}
        if resource.get("Type") == "AWS::Serverless::Function":
            uri = properties.get("CodeUri", shared_uri)
            if not isinstance(uri, str):
                raise TemplateError(f"{path}: {name} has no CodeUri that names a folder")
            folders[name] = path.parent / uri
            properties["CodeUri"] = f"s3://local/{name}"
        elif resource.get("Type") == "AWS::Serverless::LayerVersion":
            properties["ContentUri"] = f"s3://local/{name}"
    return folders


def _translate(document: dict[str, Any], parameters: dict[str, str], path: Path) -> dict[str, Any]:
    from samtranslator.model.exceptions import InvalidDocumentException  # noqa: PLC0415
    from samtranslator.parser.parser import Parser  # noqa: PLC0415
    from samtranslator.translator.translator import Translator  # noqa: PLC0415

    logging.getLogger("samtranslator").setLevel(logging.ERROR)  # it complains that nobody collects its metrics
    # Managed policies are looked up by name in IAM otherwise; of the session only the region is read.
    translator = Translator({}, Parser(), boto_session=SimpleNamespace(region_name=REGION))
    try:
        translated: dict[str, Any] = translator.translate(
            copy.deepcopy(document), parameter_values=dict(parameters), get_managed_policy_map=dict
        )
    except InvalidDocumentException as error:
        reasons = "; ".join(cause.message for cause in error.causes) or error.message
        raise TemplateError(f"{path} is no SAM template: {reasons}") from error
    return translated
