"""The language server: the protocol's messages in and out, and the desk between. The only module that knows pygls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.language_server import lsp_method
from pygls.uris import to_fs_path

from policycheck._version import __version__
from policycheck.editor.desk import Desk
from policycheck.editor.draft import Draft, Units
from policycheck.editor.values import Edit, Fix, Note, Offer
from policycheck.pipeline import Auditor

NAME = "policycheck"
_REST = 0.15
"""Seconds of rest after a keystroke before notes are made anew. Everything else answers to the text as it is."""

_TRIGGERS = [" ", ":", "-", "[", ",", "$", ".", '"']


def serve(auditor: Callable[[], Auditor], editor_in: BinaryIO, editor_out: BinaryIO) -> int:
    """Serve one editor until it leaves: 0 if it took its leave, else 1. Closes `editor_out`."""
    served = Served(auditor)
    served.server.start_io(editor_in, editor_out)
    return 0 if served.took_leave else 1


class _Protocol(LanguageServerProtocol):
    """The protocol without pygls' own copy of open texts.

    NOTE: that copy takes more characters for line breaks than editors do, and moves the places of changes to suit it
    (test_a_line_that_only_others_take_for_two). The desk keeps the texts.
    """

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Iterator[Any]:
        """Hand the changes on as they came."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None


class Served:
    """One editor, its open files by their address, and its server."""

    def __init__(self, auditor: Callable[[], Auditor]) -> None:
        self.server = LanguageServer(NAME, __version__, protocol_cls=_Protocol)
        self.took_leave = False
        self._desk = Desk(auditor)
        self._uris: dict[str, str] = {}
        self._versions: dict[str, int] = {}
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._register()

    def _register(self) -> None:
        quick, triggers = [types.CodeActionKind.QuickFix], _TRIGGERS
        self._on(types.SHUTDOWN, self._leave)
        self._on(types.TEXT_DOCUMENT_DID_OPEN, self._opened)
        self._on(types.TEXT_DOCUMENT_DID_CHANGE, self._changed)
        self._on(types.TEXT_DOCUMENT_DID_SAVE, self._saved)
        self._on(types.TEXT_DOCUMENT_DID_CLOSE, self._closed)
        self._on(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, self._saved)
        self._on(types.TEXT_DOCUMENT_HOVER, self._hover)
        self._on(types.TEXT_DOCUMENT_COMPLETION, self._completion, types.CompletionOptions(trigger_characters=triggers))
        self._on(types.TEXT_DOCUMENT_CODE_ACTION, self._actions, types.CodeActionOptions(code_action_kinds=quick))
        self._on(types.TEXT_DOCUMENT_CODE_LENS, self._lenses, types.CodeLensOptions(resolve_provider=False))

    def _on(self, message: str, answer: Callable[[Any], object], options: object = None) -> None:
        """Have a message answered. pygls marks the functions that it is given, and a method cannot be marked."""

        def answered(params: Any) -> object:
            return answer(params)

        self.server.feature(message, options)(answered)

    def _leave(self, _: None) -> None:
        self.took_leave = True

    # ------------------------------------------------------------ texts

    def _opened(self, params: types.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        path = _path(document.uri)
        self._uris[path], self._versions[path] = document.uri, document.version
        self._later(self._desk.put(path, Draft(document.text, self._units())), 0)

    def _changed(self, params: types.DidChangeTextDocumentParams) -> None:
        path = _path(params.text_document.uri)
        if path not in self._uris:
            return
        draft = self._desk.draft(path)
        for change in params.content_changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                draft = draft.changed(_pair(change.range.start), _pair(change.range.end), change.text)
            else:
                draft = Draft(change.text, draft.units)
        self._versions[path] = params.text_document.version
        self._later(self._desk.put(path, draft), _REST)

    def _saved(self, _: types.DidSaveTextDocumentParams | types.DidChangeWatchedFilesParams) -> None:
        """What was saved may be a pack, a profile or a configuration by which others are judged."""
        self._later(self._desk.refresh(), 0)

    def _closed(self, params: types.DidCloseTextDocumentParams) -> None:
        path = _path(params.text_document.uri)
        self._later(self._desk.drop(path), 0)
        if self._uris.pop(path, None) is not None:
            self.server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(params.text_document.uri, []))

    def _later(self, paths: Iterable[str], rest: float) -> None:
        """Publish the notes of these files when the keys have rested for so long."""
        loop = asyncio.get_running_loop()
        for path in paths:
            if path in self._waiting:
                self._waiting.pop(path).cancel()
            self._waiting[path] = loop.call_later(rest, self._publish, path)

    def _publish(self, path: str) -> None:
        self._waiting.pop(path, None)
        if path not in self._uris:
            return
        try:
            found = [self._diagnostic(path, note) for note in self._desk.notes(path)]
        except Exception as error:  # noqa: BLE001 - a bug must not end the server: it is told, and typing goes on
            message = f"This is a bug in policycheck {__version__}: {error!r}"
            self.server.window_log_message(types.LogMessageParams(types.MessageType.Error, message))
            return
        params = types.PublishDiagnosticsParams(self._uris[path], found, self._versions[path])
        self.server.text_document_publish_diagnostics(params)

    # ------------------------------------------------------------ answers

    def _hover(self, params: types.HoverParams) -> types.Hover | None:
        path = _path(params.text_document.uri)
        if path not in self._uris:
            return None
        found = self._desk.tip(path, self._offset(path, params.position))
        if found is None:
            return None
        return types.Hover(_markdown(found.markdown), self._range(path, found.start, found.end))

    def _completion(self, params: types.CompletionParams) -> types.CompletionList:
        path = _path(params.text_document.uri)
        if path not in self._uris:
            return types.CompletionList(is_incomplete=False, items=[])
        found = self._desk.offers(path, self._offset(path, params.position))
        items = [self._item(path, place, offer) for place, offer in enumerate(found)]
        return types.CompletionList(is_incomplete=False, items=items)

    def _item(self, path: str, place: int, offer: Offer) -> types.CompletionItem:
        return types.CompletionItem(
            label=offer.label,
            kind=types.CompletionItemKind(offer.sort),
            detail=offer.detail or None,
            documentation=_markdown(offer.markdown) if offer.markdown else None,
            sort_text=f"{place:05}",
            filter_text=offer.label,
            text_edit=types.TextEdit(self._range(path, offer.start, offer.end), offer.text),
        )

    def _actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        path = _path(params.text_document.uri)
        if path not in self._uris:
            return []
        start, end = (self._offset(path, one) for one in (params.range.start, params.range.end))
        asked = params.context.trigger_kind is not types.CodeActionTriggerKind.Automatic
        return [self._action(path, fix, params) for fix in self._desk.fixes(path, start, end, thorough=asked)]

    def _action(self, path: str, fix: Fix, params: types.CodeActionParams) -> types.CodeAction:
        edits = [self._edit(path, edit) for edit in fix.edits]
        return types.CodeAction(
            title=fix.title,
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[self._diagnostic(path, note) for note in fix.notes],
            edit=types.WorkspaceEdit(changes={params.text_document.uri: edits}),
        )

    def _lenses(self, params: types.CodeLensParams) -> list[types.CodeLens]:
        path = _path(params.text_document.uri)
        found = self._desk.lenses(path) if path in self._uris else ()
        return [
            types.CodeLens(self._range(path, one.start, one.start), types.Command(title=one.title, command=""))
            for one in found
        ]

    # ------------------------------------------------------------ places

    def _units(self) -> Units:
        return Units(self.server.workspace.position_encoding or Units.UTF_16)

    def _offset(self, path: str, position: types.Position) -> int:
        return self._desk.draft(path).offset(*_pair(position))

    def _range(self, path: str, start: int, end: int) -> types.Range:
        draft = self._desk.draft(path)
        return types.Range(types.Position(*draft.position(start)), types.Position(*draft.position(end)))

    def _edit(self, path: str, edit: Edit) -> types.TextEdit:
        return types.TextEdit(self._range(path, edit.start, edit.end), edit.text)

    def _diagnostic(self, path: str, note: Note) -> types.Diagnostic:
        return types.Diagnostic(
            range=self._range(path, note.start, note.end),
            message=note.message,
            severity=types.DiagnosticSeverity(note.gravity),
            code=note.code,
            source=NAME,
        )


def _path(uri: str) -> str:
    """The file of an address; for a text that has no file yet, its address."""
    return to_fs_path(uri) or uri


def _pair(position: types.Position) -> tuple[int, int]:
    return position.line, position.character


def _markdown(text: str) -> types.MarkupContent:
    return types.MarkupContent(types.MarkupKind.Markdown, text)
