"""A server on loopback that answers as OpenAI's and Anthropic's do, as far as tests ask."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def model_server():
    """Its address, and a list of the paths that were asked for."""
    asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(asked))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(asked):
    return type("Handler", (_Handler,), {"asked": asked, "failed": []})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked: list
    failed: list

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        path = self.path.partition("?")[0]
        self.asked.append(self.path)
        if "fail once" in json.dumps(asked) and not self.failed:
            self.failed.append(self.path)
            self._send(500, "application/json", json.dumps({"error": {"message": "busy"}}))
            return
        make = _openai if path.endswith("/chat/completions") else _anthropic
        events, whole = make(asked)
        if asked.get("stream"):
            self._send(200, "text/event-stream", "".join(events))
        else:
            self._send(200, "application/json", json.dumps(whole))

    def do_GET(self):
        self.asked.append(self.path)
        self._send(200, "text/plain", f"{self.path} {len(self.asked)}")

    def _send(self, status, kind, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("set-cookie", "session=never-to-be-seen")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


def _text(message):
    content = message["content"]
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content or [])


def _reply(asked):
    """The text, or the arguments of a tool that is to be called."""
    last = asked["messages"][-1]
    if asked.get("tools") and last["role"] == "user" and "tool_result" not in json.dumps(last):
        return None, {"city": _text(last)}
    return f"you said {_text(last)!r}", None


def _openai(asked):
    text, arguments = _reply(asked)
    head = {"id": "c-1", "object": "chat.completion", "created": 1, "model": asked.get("model")}
    message = {"role": "assistant", "content": text}
    if arguments is not None:
        called = {"name": "weather", "arguments": json.dumps(arguments)}
        message["tool_calls"] = [{"id": "call-1", "type": "function", "function": called}]
    usage = {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    whole = {**head, "choices": [choice], "usage": usage}
    events = []
    for word in (text or "").split(" "):
        delta = {"role": "assistant", "content": f"{word} "}
        chunk = {"index": 0, "delta": delta, "finish_reason": None}
        events.append({**head, "object": "chat.completion.chunk", "choices": [chunk]})
    return [*(f"data: {json.dumps(event)}\n\n" for event in events), "data: [DONE]\n\n"], whole


def _anthropic(asked):
    text, arguments = _reply(asked)
    content = [{"type": "text", "text": text}]
    if arguments is not None:
        content = [{"type": "tool_use", "id": "call-1", "name": "weather", "input": arguments}]
    whole = {
        "id": "m-1", "type": "message", "role": "assistant", "model": asked.get("model"),
        "content": content, "stop_reason": "end_turn", "stop_sequence": None,
        "usage": {"input_tokens": 3, "output_tokens": 4},
    }  # fmt: skip
    start = {"type": "message_start", "message": {**whole, "content": []}}
    block = {"type": "content_block_start", "index": 0}
    events = [start, {**block, "content_block": {"type": "text", "text": ""}}]
    for word in (text or "").split(" "):
        delta = {"type": "text_delta", "text": f"{word} "}
        events.append({"type": "content_block_delta", "index": 0, "delta": delta})
    events += [{"type": "content_block_stop", "index": 0}]
    ended = {"stop_reason": "end_turn", "stop_sequence": None}
    events += [{"type": "message_delta", "delta": ended, "usage": {"output_tokens": 4}}]
    events += [{"type": "message_stop"}]
    return [f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in events], whole
