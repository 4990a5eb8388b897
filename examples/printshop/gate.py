#!/usr/bin/env python3
"""A gate in a proxy: for a service that cannot be changed. The proxy asks here before it lets a request through.

    GET /gate with X-Original-Method, X-Original-URI, X-Caller    ->  204 allowed | 403 refused | 400 not understood

What a request means stands in the table below; everything that is not in it is refused. The proxy has signed the caller in
and says who it is; this gate must be reachable for the proxy alone. nginx.conf beside this file shows the other side. A gate
cannot shorten lists and does not know who made what: for that the service itself asks (printshop.py).
"""

import argparse
import http.server
import json
import re

from decider import Decider

# method, path, action, id of the resource (a group of the path, or as it stands)
ROUTES = [
    ("GET", r"/orders", "printshop:DescribeOrders", "*"),
    ("POST", r"/orders", "printshop:PlaceOrder", "*"),
    ("GET", r"/orders/(?P<id>[a-z0-9-]{1,64})", "printshop:DescribeOrder", "{id}"),
    ("DELETE", r"/orders/(?P<id>[a-z0-9-]{1,64})", "printshop:CancelOrder", "{id}"),
]


def asked(method, uri):
    """(action, id of the order), or None for what no route describes."""
    path = uri.partition("?")[0]
    for route_method, pattern, action, order in ROUTES:
        match = re.fullmatch(pattern, path)
        if match and method == route_method:
            return action, order.format(**match.groupdict())
    return None


class Handler(http.server.BaseHTTPRequestHandler):
    decider = None
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        caller = self.headers.get("X-Caller", "")
        question = asked(self.headers.get("X-Original-Method", ""), self.headers.get("X-Original-URI", ""))
        if self.path != "/gate" or not caller:
            return self._reply(400)
        if question is None:
            return self._reply(403)
        action, order = question
        answer = self.decider.may(caller, action, {"type": "printshop:order", "id": order})
        return self._reply(204 if answer.is_allowed else 403, answer.decision_id)

    def _reply(self, status, decision_id=""):
        self.send_response(status)
        if decision_id:
            self.send_header("X-Decision-Id", decision_id)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *ignored):
        pass


def main():
    parser = argparse.ArgumentParser(description="A gate for a proxy in front of the print shop.")
    parser.add_argument("config", help='a file with {"opencam", "secret_id", "secret_key"}')
    parser.add_argument("--port", type=int, default=8301, help="on 127.0.0.1; 0 for any free one (default: 8301)")
    arguments = parser.parse_args()
    with open(arguments.config, encoding="utf-8") as file:
        config = json.load(file)
    Handler.decider = Decider(config["opencam"], config["secret_id"], config["secret_key"])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", arguments.port), Handler)
    print(f"listening on http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
