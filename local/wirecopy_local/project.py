"""Where the template and the functions of this project lie."""

from pathlib import Path

from wirecopy.errors import UserError

_PACKAGE = Path(__file__).resolve().parent


def project_folder() -> Path:
    """The checkout that this package is part of, or the copy that was installed with it."""
    for folder in (_PACKAGE.parent.parent, _PACKAGE / "project"):
        if (folder / "template.yaml").is_file():
            return folder
    raise UserError("template.yaml is neither in the checkout nor in the installed package: install Wirecopy again")
