"""Mail Intake: /health for the platform, /webhooks for events."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/health" else 404)
        self.end_headers()

    def do_POST(self):
        self.send_response(202 if self.path.startswith("/webhooks") else 404)
        self.end_headers()


if __name__ == "__main__":
    ThreadingHTTPServer(("", 8080), Handler).serve_forever()
