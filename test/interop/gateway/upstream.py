"""A WSGI server of the standard library: CGI's names of header fields, in which "-" and "_" are one. Says what it read."""
import json
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server


class Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass


def application(environ, start_response):
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length).decode()
    print("read", environ["REQUEST_METHOD"], environ["PATH_INFO"], file=sys.stderr, flush=True)
    seen = {k: v for k, v in environ.items() if k.startswith("HTTP_") or k in ("REMOTE_ADDR", "REQUEST_METHOD")}
    answer = json.dumps({"jsonrpc": "2.0", "id": 1, "result": {"seen": seen, "body": body}}).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))])
    return [answer]


server = make_server("127.0.0.1", 0, application, handler_class=Handler)
print("PORT", server.server_port, file=sys.stderr, flush=True)
server.serve_forever()
