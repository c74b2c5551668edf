"""A Hub of our own over HTTP: what the real client asks for, with faults on demand."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import re
import socket
import threading
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import unquote

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from tests.hub.repos import (
    LARGE,
    Fault,
    Repo,
    Tree,
    blob_id,
    commits,
    cut,
    error,
    listed,
    preupload,
    whole_tree,
)

OWNER_TOKEN = "hf_OwnerSecret0123456789"
STRANGER_TOKEN = "hf_StrangerSecret0123456789"
# What only the owner may ask for; a pull request may come from anyone.
WRITES = re.compile(r"/(variables|tag/.*|commit/[^?]*)$")
KINDS = {"models": "model", "spaces": "space", "datasets": "dataset"}


class StandIn(AbstractContextManager["StandIn"]):
    """The server, in a thread of its own; leaving the context stops it."""

    def __init__(self) -> None:
        self.repos: dict[tuple[str, str], Repo] = {}
        self.users = {OWNER_TOKEN: "owner", STRANGER_TOKEN: "stranger"}
        self.faults: list[Fault] = []
        self.requests: list[str] = []
        self.hanging = threading.Event()
        self._released = asyncio.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        port = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        # Another host to the client, which must not send its token there.
        self.cdn = f"http://localhost:{port}"
        settings = uvicorn.Config(self._app(), log_level="critical", ws="none", lifespan="off")
        self._server = uvicorn.Server(settings)
        # Here, not in the thread: a test may end before that has begun.
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> StandIn:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Let go of what hangs, then refuse every further connection."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._released.set)
            self._server.should_exit = self._server.force_exit = True
            self._thread.join()
        self._socket.close()

    def add(self, repo_id: str, files: Tree, kind: str = "model", **settings: Any) -> str:
        """Commit `files` as main of a new repository, without a request."""
        repo = Repo(repo_id.split("/")[0], **settings)
        self.repos[kind, repo_id] = repo
        return repo.commit(files, "main", "first")

    def _serve(self) -> None:
        self._loop.run_until_complete(self._server.serve(sockets=[self._socket]))
        self._loop.close()

    def _app(self) -> FastAPI:
        app = FastAPI(openapi_url=None)
        app.middleware("http")(self._faulty)
        app.post("/api/repos/create")(self._create)
        app.post("/api/validate-yaml")(lambda: {"errors": [], "warnings": []})
        app.get("/api/whoami-v2")(self._whoami)
        app.get("/lfs/{sha}")(self._lfs)
        repo = "/api/{kind}/{user}/{name}"
        app.get(repo)(self._on(self._info))
        app.get(repo + "/revision/{revision:path}")(self._on(self._info))
        app.get(repo + "/refs")(self._on(self._refs))
        app.get(repo + "/commits/{revision:path}")(self._on(commits))
        app.get(repo + "/tree/{revision:path}")(self._on(whole_tree))
        methods = ["GET", "POST", "DELETE"]
        app.api_route(repo + "/variables", methods=methods)(self._on(self._variables))
        app.post(repo + "/preupload/{revision:path}")(self._on(preupload))
        app.post(repo + "/commit/{revision:path}")(self._on(self._commit))
        app.post(repo + "/tag/{revision:path}")(self._on(self._tag))
        for prefix in ("", "/spaces", "/datasets"):
            route = prefix + "/{user}/{name}/resolve/{place:path}"
            app.api_route(route, methods=["GET", "HEAD"])(self._on(self._resolve))
        return app

    async def _faulty(
        self, request: Request, go_on: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        line = f"{request.method} {request.url.path}"
        self.requests.append(line)
        for fault in self.faults:
            if not re.search(fault.pattern, line):
                continue
            if fault.kind == "hang":
                self.hanging.set()
                await self._released.wait()
            if fault.kind == "cut":
                return StreamingResponse(cut(), headers={"Content-Length": "1000"})
            return JSONResponse({"error": "out of order"}, fault.status)
        return await go_on(request)

    def _on(self, answer: Callable[[Request, Repo], Awaitable[Response]]) -> Any:
        async def handler(request: Request) -> Response:
            repo = self._find(request)
            return repo if isinstance(repo, Response) else await answer(request, repo)

        return handler

    def _user(self, request: Request) -> str | None:
        return self.users.get(request.headers.get("authorization", "").removeprefix("Bearer "))

    def _find(self, request: Request) -> Repo | Response:
        """The repository of a request, or the error that the Hub gives instead."""
        at = request.path_params
        kind = KINDS.get(at.get("kind") or request.url.path.split("/")[1], "model")
        user = self._user(request)
        if "authorization" in request.headers and user is None:
            message = "Invalid credentials in Authorization header"
            return JSONResponse({"error": message}, 401, {"X-Error-Message": message})
        repo = self.repos.get((kind, f"{at['user']}/{at['name']}"))
        if repo is None or (repo.private and user != repo.owner):
            return error(404 if user else 401, "RepoNotFound")
        if repo.gated and user != repo.owner and "/api/" not in request.url.path:
            return error(403, "GatedRepo")
        if WRITES.search(str(request.url)) and user != repo.owner:
            return error(403, None, "You cannot write here")
        return repo

    async def _create(self, request: Request) -> Response:
        asked = await request.json()
        user = self._user(request)
        repo_id = f"{asked.get('organization') or user}/{asked['name']}"
        kind = asked.get("type") or "model"
        if user is None:
            return error(401, None, "Invalid username or password")
        url = {"url": f"{self.url}/{'' if kind == 'model' else f'{kind}s/'}{repo_id}"}
        if (kind, repo_id) in self.repos:
            return JSONResponse(url | {"error": "You already created this repo"}, 409)
        if not repo_id.startswith(f"{user}/"):
            return error(403, None, "You cannot create this repo")
        self.add(repo_id, {".gitattributes": b""}, kind)
        self.repos[kind, repo_id].private = asked.get("visibility") == "private"
        return JSONResponse(url)

    async def _whoami(self, request: Request) -> Response:
        user = self._user(request)
        if user is None:
            return error(401, None, "Invalid username or password")
        return JSONResponse({"type": "user", "name": user, "orgs": []})

    async def _info(self, request: Request, repo: Repo) -> Response:
        sha = repo.resolve(request.path_params.get("revision", "main"))
        if sha is None:
            return error(404, "RevisionNotFound")
        claimed = repo.claimed_sizes.get
        tree = repo.commits[sha]
        files = [listed(name, data, claimed(name, len(data))) for name, data in tree.items()]
        repo_id = "{user}/{name}".format(**request.path_params)
        return JSONResponse({"id": repo_id, "sha": sha, "siblings": files, "tags": []})

    async def _refs(self, request: Request, repo: Repo) -> Response:
        refs = [{"name": name, "ref": name, "targetCommit": s} for name, s in repo.refs.items()]
        return JSONResponse({"branches": refs, "converts": [], "tags": []})

    async def _variables(self, request: Request, repo: Repo) -> Response:
        if request.method == "POST":
            asked = await request.json()
            repo.variables[asked["key"]] = asked["value"]
        if request.method == "DELETE":
            del repo.variables[(await request.json())["key"]]
        return JSONResponse({key: {"value": value} for key, value in repo.variables.items()})

    async def _commit(self, request: Request, repo: Repo) -> Response:
        pull_request = request.query_params.get("create_pr") == "1"
        lines = [json.loads(line) for line in (await request.body()).splitlines() if line]
        header = lines[0]["value"]
        if header.get("parentCommit", repo.refs["main"]) != repo.refs["main"]:
            return error(409, None, "The parent commit is not the newest")
        tree = dict(repo.commits[repo.refs["main"]])
        for line in lines[1:]:
            path = line["value"]["path"]
            if line["key"] == "deletedFile":
                del tree[path]
            else:
                tree[path] = base64.b64decode(line["value"]["content"])
        ref = f"refs/pr/{len(repo.messages)}" if pull_request else "main"
        sha = repo.commit(tree, ref, header["summary"])
        url = f"{self.url}/" + "{user}/{name}".format(**request.path_params)
        answer = {"commitUrl": f"{url}/commit/{sha}", "commitOid": sha}
        if pull_request:
            answer["pullRequestUrl"] = f"{url}/discussions/{ref.rsplit('/', 1)[1]}"
        return JSONResponse(answer)

    async def _tag(self, request: Request, repo: Repo) -> Response:
        tag = (await request.json())["tag"]
        sha = repo.resolve(request.path_params["revision"])
        if tag in repo.refs or sha is None:
            return error(409, None, "The tag exists already")
        repo.refs[tag] = sha
        return JSONResponse({})

    async def _resolve(self, request: Request, repo: Repo) -> Response:
        # The revision is one quoted segment of the address, slashes and all.
        revision, path = request.scope["raw_path"].decode().split("/resolve/")[1].split("/", 1)
        path = unquote(path)
        sha = repo.resolve(unquote(revision))
        if sha is None:
            return error(404, "RevisionNotFound")
        data = repo.commits[sha].get(path)
        headers = {"X-Repo-Commit": sha}
        if data is None:
            return error(404, "EntryNotFound", **headers)
        if path.endswith(LARGE):
            oid = hashlib.sha256(data).hexdigest()
            headers |= {"X-Linked-Etag": f'"{oid}"', "X-Linked-Size": str(len(data))}
            return Response(
                status_code=302, headers=headers | {"Location": f"{self.cdn}/lfs/{oid}"}
            )
        return Response(data, headers=headers | {"ETag": f'"{blob_id(data)}"'})

    async def _lfs(self, request: Request, sha: str) -> Response:
        assert "authorization" not in request.headers
        blobs = [data for repo in self.repos.values() for data in repo.blobs()]
        return Response(next(data for data in blobs if hashlib.sha256(data).hexdigest() == sha))
