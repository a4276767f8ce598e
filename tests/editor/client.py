"""An editor without a window: pygls' own client, its server as a process of its own, and the texts it holds open."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.lsp.client import LanguageClient

T = TypeVar("T")
PATIENCE = 120
"""Seconds after which a server that says nothing has failed. No test waits for it to pass."""


class Editor:
    """Holds texts, sends every change, and takes in what the server says. Columns are units of UTF-16."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.texts: dict[str, str] = {}
        self._versions: dict[str, int] = {}
        self._said: dict[tuple[str, int | None], list[types.Diagnostic]] = {}
        self._news = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._client = LanguageClient("tests", "1")
        self._client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(self._take())
        command = ("-m", "policycheck", "lsp", *options)
        self.wait(self._client.start_io(sys.executable, *command, cwd=str(folder)))
        params = types.InitializeParams(types.ClientCapabilities(), root_uri=folder.as_uri())
        self.capabilities = self.wait(self._client.initialize_async(params)).capabilities
        self._client.initialized(types.InitializedParams())

    def _take(self) -> Any:
        def take(params: types.PublishDiagnosticsParams) -> None:
            self._said[params.uri, params.version] = list(params.diagnostics)
            self._news.set()

        return take

    def wait(self, work: Awaitable[T]) -> T:
        """What comes of it."""

        async def timed() -> T:
            return await asyncio.wait_for(work, PATIENCE)

        return self._loop.run_until_complete(timed())

    def leave(self) -> int | None:
        """Shut the server down; its exit code."""
        self.wait(self._client.shutdown_async(None))
        self._client.exit(None)
        server = self._client._server
        assert server is not None
        self.wait(self._client.stop())  # type: ignore[no-untyped-call]
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()
        return server.returncode

    # ---------------------------------------------------------------- texts

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str) -> list[types.Diagnostic]:
        """Open a text; the notes beside it."""
        self.texts[name], self._versions[name] = text, self._versions.get(name, 0) + 1
        item = types.TextDocumentItem(self.uri(name), "yaml", self._versions[name], text)
        self._client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return self.notes(name)

    def type(self, name: str, start: int, end: int, new: str) -> None:
        """Replace a piece of text, and tell only that."""
        where = self.range(name, start, end)
        self.texts[name] = self.texts[name][:start] + new + self.texts[name][end:]
        self._tell(name, types.TextDocumentContentChangePartial(where, new))

    def replace(self, name: str, text: str) -> None:
        """Replace the whole text, and send it."""
        self.texts[name] = text
        self._tell(name, types.TextDocumentContentChangeWholeDocument(text))

    def _tell(self, name: str, change: Any) -> None:
        self._versions[name] += 1
        identifier = types.VersionedTextDocumentIdentifier(self._versions[name], self.uri(name))
        self._client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [change]))

    def save(self, name: str) -> None:
        (self.folder / name).write_text(self.texts[name], encoding="utf-8")
        self._client.text_document_did_save(types.DidSaveTextDocumentParams(self._document(name)))

    def close(self, name: str) -> list[types.Diagnostic]:
        self._client.text_document_did_close(types.DidCloseTextDocumentParams(self._document(name)))
        return self._notes(name, None)

    def notes(self, name: str) -> list[types.Diagnostic]:
        """The notes on the text as it is now, when they come."""
        return self._notes(name, self._versions[name])

    def _notes(self, name: str, version: int | None) -> list[types.Diagnostic]:
        async def come() -> list[types.Diagnostic]:
            while (self.uri(name), version) not in self._said:
                self._news.clear()
                await self._news.wait()
            return self._said[self.uri(name), version]

        return self.wait(come())

    # ---------------------------------------------------------------- questions

    def hover(self, name: str, offset: int) -> types.Hover | None:
        params = types.HoverParams(self._document(name), self.position(name, offset))
        return self.wait(self._client.text_document_hover_async(params))

    def completion(self, name: str, offset: int) -> dict[str, types.CompletionItem]:
        params = types.CompletionParams(self._document(name), self.position(name, offset))
        found = self.wait(self._client.text_document_completion_async(params))
        assert isinstance(found, types.CompletionList)
        return {item.label: item for item in found.items}

    def actions(self, name: str, where: types.Range) -> dict[str, types.CodeAction]:
        context = types.CodeActionContext(diagnostics=[])
        params = types.CodeActionParams(self._document(name), where, context)
        found = self.wait(self._client.text_document_code_action_async(params))
        return {one.title: one for one in found or () if isinstance(one, types.CodeAction)}

    def lenses(self, name: str) -> dict[int, list[str]]:
        """What stands above lines, by the line."""
        found = self.wait(self._client.text_document_code_lens_async(types.CodeLensParams(self._document(name))))
        out: dict[int, list[str]] = {}
        for one in found or ():
            assert one.command is not None
            out.setdefault(one.range.start.line, []).append(one.command.title)
        return out

    def apply(self, name: str, action: types.CodeAction) -> None:
        """Do what an action says, from the last edit to the first."""
        assert action.edit is not None
        assert action.edit.changes is not None
        edits = action.edit.changes[self.uri(name)]
        for edit in sorted(edits, key=lambda one: (one.range.start.line, one.range.start.character), reverse=True):
            assert isinstance(edit, types.TextEdit)
            self.type(name, *self.offsets(name, edit.range), edit.new_text)

    def _document(self, name: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri(name))

    # ---------------------------------------------------------------- places, worked out in a way of their own

    def position(self, name: str, offset: int) -> types.Position:
        before = self.texts[name][:offset].split("\n")
        return types.Position(len(before) - 1, len(before[-1].encode("utf-16-le")) // 2)

    def range(self, name: str, start: int, end: int) -> types.Range:
        return types.Range(self.position(name, start), self.position(name, end))

    def offsets(self, name: str, where: types.Range) -> tuple[int, int]:
        start, end = (self._offset(name, one) for one in (where.start, where.end))
        return start, end

    def _offset(self, name: str, position: types.Position) -> int:
        lines = self.texts[name].split("\n")
        units = lines[position.line].encode("utf-16-le")[: 2 * position.character]
        return sum(len(line) + 1 for line in lines[: position.line]) + len(units.decode("utf-16-le"))

    def cut(self, name: str, where: types.Range) -> str:
        """The text at a range."""
        start, end = self.offsets(name, where)
        return self.texts[name][start:end]
