#!/usr/bin/env python3
"""nurie for GIMP 3: Filters > nurie > Colour and Diagnostics. Tried against a stand-in for GIMP only."""

from __future__ import annotations

import sys
from typing import Any

import gi

gi.require_version("Gimp", "3.0")
from coloring import Wish, color
from gi.repository import Gimp, GLib, GObject
from nurie_shared.client import DEFAULT_URL, NurieError, Server
from nurie_shared.diagnose import diagnose, in_words
from nurie_shared.local import Started, find_command

_COLOR, _DIAGNOSE, _START = "plug-in-nurie-color", "plug-in-nurie-diagnose", "plug-in-nurie-start"
_LABELS = {_COLOR: "_Colour …", _DIAGNOSE: "_Diagnostics …", _START: "_Start nurie …"}
_HELP = {
    _COLOR: "Colours and shades line art, after your colour hints.",
    _DIAGNOSE: "Says what is wrong between GIMP and nurie.",
    _START: "Starts nurie on this machine; it goes on when GIMP has ended.",
}
_LIGHTS = ("none", "top-left", "top", "top-right", "left", "right", "bottom-left", "bottom", "bottom-right")
_LARGEST_SEED = 2**31 - 1
_RW = GObject.ParamFlags.READWRITE


class Nurie(Gimp.PlugIn):
    """The procedures that GIMP lists in its menus."""

    def do_query_procedures(self) -> list[str]:
        return list(_LABELS)

    def do_set_i18n(self, name: str) -> bool:
        return False

    def do_create_procedure(self, name: str) -> Any:
        runs = {_COLOR: run_color, _DIAGNOSE: run_diagnose, _START: run_start}
        procedure = Gimp.ImageProcedure.new(self, name, Gimp.PDBProcType.PLUGIN, runs[name], None)
        procedure.set_image_types("*")
        procedure.set_menu_label(_LABELS[name])
        procedure.add_menu_path("<Image>/Filters/nurie")
        procedure.set_documentation(_HELP[name], _HELP[name], name)
        procedure.set_attribution("nurie", "nurie", "2026")
        if name == _COLOR:
            _add_wishes(procedure)
        procedure.add_string_argument("url", "_Address of nurie", "The first one is this machine", DEFAULT_URL, _RW)
        procedure.add_string_argument("token", "_Token", "That nurie was started with, if any", "", _RW)
        if name != _COLOR:
            procedure.add_string_argument("command", "_Command", "Where nurie is; empty: found by itself", "", _RW)
        return procedure


def _add_wishes(procedure: Any) -> None:
    procedure.add_boolean_argument("merged", "The _merged picture", "Else the chosen layer has the lines", False, _RW)
    procedure.add_string_argument("hints", "_Hints are on the layer", "Empty for none", "hints", _RW)
    procedure.add_string_argument("model", "_Model", "Empty for the default", "", _RW)
    procedure.add_int_argument("seed", "_Seed", "Another one, other colours", 0, _LARGEST_SEED, 0, _RW)
    procedure.add_boolean_argument("guess", "Colours for what has _no hint", "By the seed", False, _RW)
    procedure.add_double_argument("gap", "Close _gaps, px", "-1 for what suits the lines", -1.0, 512.0, -1.0, _RW)
    choice = Gimp.Choice.new()
    for number, light in enumerate(_LIGHTS):
        choice.add(light, number, light.replace("-", " "), "")
    procedure.add_choice_argument("light", "_Light from", "none: as painted", choice, "none", _RW)
    procedure.add_boolean_argument("soft", "S_oft shadows", "Of that light", False, _RW)
    procedure.add_double_argument("shading", "How _dark", "Shadows of that light", 0.0, 1.0, 0.75, _RW)
    procedure.add_string_argument("palette", "Only these _colours", "#rrggbb, with spaces between", "", _RW)


def run_color(procedure: Any, mode: Any, image: Any, drawables: Any, config: Any, data: Any) -> Any:
    """Colour the chosen layer, or the merged picture, into a group "nurie": one undo step."""
    if not _ask(procedure, mode, config):
        return _end(procedure, Gimp.PDBStatusType.CANCEL)
    try:
        wish = _wish(image, list(drawables), config)
        told = color(Gimp, wish, Server(config.get_property("url"), config.get_property("token")))
    except NurieError as error:
        return _end(procedure, Gimp.PDBStatusType.EXECUTION_ERROR, str(error))
    if told:
        Gimp.message("\n".join(told))
    return _end(procedure, Gimp.PDBStatusType.SUCCESS)


def run_diagnose(procedure: Any, mode: Any, image: Any, drawables: Any, config: Any, data: Any) -> Any:
    """Say in plain words what is wrong."""
    if not _ask(procedure, mode, config):
        return _end(procedure, Gimp.PDBStatusType.CANCEL)
    server = Server(config.get_property("url"), config.get_property("token"))
    Gimp.message(in_words(diagnose(server, config.get_property("command"))))
    return _end(procedure, Gimp.PDBStatusType.SUCCESS)


def run_start(procedure: Any, mode: Any, image: Any, drawables: Any, config: Any, data: Any) -> Any:
    """Start `nurie serve`; it goes on when this plug-in has ended."""
    if not _ask(procedure, mode, config):
        return _end(procedure, Gimp.PDBStatusType.CANCEL)
    try:
        command = find_command(config.get_property("command"))
        Started(command, config.get_property("url"), config.get_property("token"), tied=False)
    except NurieError as error:
        return _end(procedure, Gimp.PDBStatusType.EXECUTION_ERROR, str(error))
    Gimp.message("nurie starts; that takes some seconds.")
    return _end(procedure, Gimp.PDBStatusType.SUCCESS)


def _wish(image: Any, drawables: list[Any], config: Any) -> Wish:
    names = ("hints", "model", "seed", "guess", "gap", "light", "soft", "shading", "palette")
    given = {name: config.get_property(name) for name in names}
    lines = None if config.get_property("merged") else next(iter(drawables), None)
    if lines is not None and lines.is_group():
        raise NurieError("Choose a layer, not a group, or colour the merged picture.")
    hints = image.get_layer_by_name(given["hints"]) if given["hints"] else None
    options: dict[str, Any] = {"seed": given["seed"]}
    if given["model"]:
        options["model"] = given["model"]
    if given["guess"]:
        options["guess"] = True
    if given["gap"] >= 0:
        options["gap"] = given["gap"]
    if given["palette"].split():
        options["palette"] = given["palette"].split()
    if given["light"] != "none":
        shadows = "soft" if given["soft"] else "hard"
        options.update(light=given["light"], shadows=shadows, shading=given["shading"])
    return Wish(image, lines, None if hints is lines else hints, options)


def _ask(procedure: Any, mode: Any, config: Any) -> bool:
    """The dialog, where a person called; whether to go on."""
    if mode != Gimp.RunMode.INTERACTIVE:
        return True
    gi.require_version("GimpUi", "3.0")
    from gi.repository import GimpUi

    GimpUi.init("nurie")
    dialog = GimpUi.ProcedureDialog.new(procedure, config, "nurie")
    dialog.fill(None)
    going = dialog.run()
    dialog.destroy()
    return bool(going)


def _end(procedure: Any, status: Any, reason: str = "") -> Any:
    return procedure.new_return_values(status, GLib.Error(f"nurie: {reason}") if reason else None)


if __name__ == "__main__":
    Gimp.main(Nurie.__gtype__, sys.argv)
