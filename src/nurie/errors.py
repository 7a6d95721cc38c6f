"""All errors that nurie raises on purpose, and the exit code that the command line gives each.

    NurieError
    ├── InputError            exit 2: what the user gave, or how it was asked for
    │   ├── PageError         a page that cannot be read or written
    │   │   └── PageTooLargeError   one with too many pixels
    │   ├── BookError         a book (.cbz) that is damaged or refused, or cannot be written
    │   ├── HintError         hints that are malformed or do not fit the page
    │   ├── PaletteError      a palette file that is malformed, or cannot be written
    │   ├── ProfileError      a character profile that is malformed, or of another model
    │   ├── SessionError      a session file that is malformed, or whose page has changed
    │   ├── OptionError       an option's value, or two options that exclude each other
    │   ├── ManifestError     a row of a corpus manifest
    │   ├── RecipeError       a training recipe or a `--set`
    │   ├── ClusterError      a Ray cluster that cannot be reached, or whose machines do not see what they need
    │   └── MissingExtraError an optional dependency that is not installed
    ├── ModelError            exit 3: the model
    │   ├── BundleError       a model file that is missing, damaged or of another format
    │   └── ExportError       an export whose numbers differ from the trained network's
    ├── BatchError            exit 1: some pages of a batch failed, the rest are written
    ├── CollectError          exit 1: a picture or a host that gives nothing; what came before is kept
    ├── PeerError             exit 1: another process of a training ended
    └── StoppedError          work that its caller stopped

Every message says what was found, what was expected and what to type.
"""

from __future__ import annotations


class NurieError(Exception):
    """Base of all errors below."""

    exit_code = 1


class InputError(NurieError):
    """What the user gave, or how it was asked for."""

    exit_code = 2


class PageError(InputError):
    """A page that cannot be read or written."""


class PageTooLargeError(PageError):
    """A page with more pixels than are read."""


class BookError(InputError):
    """A book (.cbz) that is damaged or refused, or cannot be written."""


class HintError(InputError):
    """Hints that are malformed or do not fit the page."""


class PaletteError(InputError):
    """A palette file that is malformed, or cannot be written."""


class ProfileError(InputError):
    """A character profile that is malformed, cannot be made or written, or was made with another model."""


class SessionError(InputError):
    """A session file that is malformed, or whose page is missing or has changed."""


class OptionError(InputError):
    """An option's value, or two options that exclude each other."""


class ManifestError(InputError):
    """A row of a corpus manifest."""


class RecipeError(InputError):
    """A training recipe, or a `--set` that changes one."""


class ClusterError(InputError):
    """A Ray cluster that cannot be reached or was lost, or a machine of it that does not see what it needs."""


class MissingExtraError(InputError):
    """An optional dependency that is not installed; the message holds the pip line."""


class ModelError(NurieError):
    """The model."""

    exit_code = 3


class BundleError(ModelError):
    """A model file that is missing, damaged or of another format."""


class ExportError(ModelError):
    """An export whose numbers differ from the trained network's."""


class BatchError(NurieError):
    """Some pages of a batch failed; the rest are written."""

    exit_code = 1


class CollectError(NurieError):
    """A picture, a list of pictures or a host that gives nothing now; what was collected before is kept."""

    exit_code = 1


class PeerError(NurieError):
    """Another process of a training ended or cannot be reached; the run can be resumed."""

    exit_code = 1


class StoppedError(NurieError):
    """Work that its caller stopped: nobody waits for it any more."""
