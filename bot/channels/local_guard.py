"""Around every request of the local chat: who may ask, safe headers, one line a refusal."""

import json
import logging
import traceback
from html import escape
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.channels.local_form import Refused
from bot.channels.local_gate import is_foreign
from handlers import wording
from storage.files import ShelfError
from storage.store import NotActive, StoreUnavailable

_LOG = logging.getLogger(__name__)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' blob: data:; connect-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'",
}
_SENTENCES = {404: wording.LOCAL_NOT_FOUND, 405: wording.LOCAL_NOT_FOUND}


def guard(open_to_all: bool) -> Middleware:
    """`open_to_all` False: whoever has no personal link gets 403."""

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await _answer(request, handler, open_to_all)
        if not response.prepared:
            for name, value in _HEADERS.items():
                response.headers.setdefault(name, value)
        return response

    return guarded


async def _answer(request: web.Request, handler: Handler, open_to_all: bool) -> web.StreamResponse:
    if is_foreign(request.host, request.headers.get("Origin"), request.remote):
        return _error(wording.LOCAL_FOREIGN, 403)
    if not open_to_all:
        if request.path == "/":
            return _closed_page()
        return _error(wording.LOCAL_NO_LINK, 403)
    try:
        return await handler(request)
    except Refused as refused:
        return _error(refused.sentence, refused.status)
    except web.HTTPException as error:
        return _error(_SENTENCES.get(error.status, wording.LOCAL_FORM_BROKEN), error.status)
    except (StoreUnavailable, NotActive, ShelfError):
        return _error(wording.LOCAL_NOT_KEPT, 503)
    except (ConnectionError, web.RequestPayloadError):
        return _error(wording.LOCAL_FORM_BROKEN, 400)
    except Exception as error:
        _log(request, error)
        if request.method == "POST":
            return _error(wording.LOCAL_NOT_KEPT, 503)
        return _error(wording.LOCAL_BROKEN, 500)


def answer_json(content: Any, status: int = 200) -> web.Response:
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return web.Response(text=body, status=status, content_type="application/json")


def _error(sentence: str, status: int) -> web.Response:
    return answer_json({"error": sentence}, status)


def _closed_page() -> web.Response:
    title, sentence = escape(wording.LOCAL_BOT_NAME), escape(wording.LOCAL_NO_LINK)
    page = (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>:root{{color-scheme:light dark}}"
        "body{font:17px/1.7 system-ui,sans-serif;max-width:32em;margin:20vh auto;padding:0 1em}"
        f"</style><h1>{title}</h1><p>{sentence}</p></html>"
    )
    policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    headers = {"Content-Security-Policy": policy}
    return web.Response(text=page, status=403, content_type="text/html", headers=headers)


def _log(request: web.Request, error: Exception) -> None:
    """Where it broke and what kind of error: its text may hold what somebody wrote."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    resource = request.match_info.route.resource
    where = resource.canonical if resource else "?"
    place = f"{frame.filename}:{frame.lineno}"
    _LOG.error(wording.local_request_failed(where, type(error).__name__, place))
