"""A provider on loopback that speaks as OpenAI's does, and says what a test tells it to."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def provider(answer):
    """Its address. `answer` gets what is asked, and gives text, `{name: args}` for calls of
    tools, or the number of an error."""
    handler = type("Handler", (_Handler,), {"answer": staticmethod(answer)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        said = self.answer(asked)
        if isinstance(said, int):
            self._send(said, "application/json", json.dumps({"error": {"message": "busy"}}))
            return
        message = {"role": "assistant", "content": said if isinstance(said, str) else None}
        calls = said.items() if isinstance(said, dict) else ()
        message["tool_calls"] = [
            {
                "id": f"call-{abs(hash((name, json.dumps(asked))))}",
                "type": "function",
                "index": index,
                "function": {"name": name, "arguments": json.dumps(arguments)},
            }
            for index, (name, arguments) in enumerate(calls)
        ]
        head = {"id": "c-1", "created": 1, "model": "m", "object": "chat.completion"}
        end = "tool_calls" if calls else "stop"
        if not asked.get("stream"):
            choice = {"index": 0, "message": message, "finish_reason": end}
            usage = {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7}
            whole = {**head, "choices": [choice], "usage": usage}
            self._send(200, "application/json", json.dumps(whole))
            return
        deltas = [{"content": piece} for piece in _pieces(message["content"] or "")]
        deltas += [{"tool_calls": message["tool_calls"]}] if calls else []
        choices = [{"index": 0, "delta": {"role": "assistant", **d}} for d in deltas]
        choices += [{"index": 0, "delta": {}, "finish_reason": end}]
        events = [{**head, "object": "chat.completion.chunk", "choices": [c]} for c in choices]
        text = "".join(f"data: {json.dumps(event)}\n\n" for event in events)
        self._send(200, "text/event-stream", f"{text}data: [DONE]\n\n")

    def _send(self, status, kind, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


def _pieces(text):
    """As tokens: three characters each."""
    return [text[start : start + 3] for start in range(0, len(text), 3)]


def last(asked):
    """The text of the last message."""
    return asked["messages"][-1]["content"]
