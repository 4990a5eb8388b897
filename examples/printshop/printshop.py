#!/usr/bin/env python3
"""A tiny service protected by OpenCAM: people have files printed, and see and cancel the orders that they may.

    POST   /orders      {"file": "report.pdf", "tags": {"team": "a"}}   printshop:PlaceOrder on order/*
    GET    /orders                                                      printshop:DescribeOrders on each order
    GET    /orders/ID                                                   printshop:DescribeOrder on order/ID
    DELETE /orders/ID                                                   printshop:CancelOrder on order/ID

It knows by a sign-in of its own who calls, and remembers who made what with which tags. Who may do what is OpenCAM's alone:
there is no rule about people in this file. Orders live in memory; a real service has a store.
"""

import argparse
import hmac
import http.server
import json
import secrets

from decider import Decider

BODY_BYTES_MAX = 64 * 1024


class Shop:
    """The service: orders, and the one place where each question is put. `role` is what the shop itself acts as."""

    def __init__(self, decider, people, role, bucket):
        self._decider, self._people, self._role, self._bucket = decider, people, role, bucket
        self._orders = {}

    def caller(self, token):
        """{"uin", "name"} of whoever has this token, or None."""
        found = [person for person in self._people if hmac.compare_digest(person["token"], token)]
        return found[0] if found else None

    def place(self, person, ip, file, tags):
        answer = self._decider.may(
            person["name"], "printshop:PlaceOrder", {"type": "printshop:order", "id": "*"},
            context={"ip": ip}, request_tags=tags,
        )  # fmt: skip
        if not answer.is_allowed:
            return 403, _refusal(answer)
        order = {"id": f"order-{secrets.token_hex(4)}", "file": file, "tags": tags, "creator": person["uin"]}
        # The shop fetches the file for its customer's account, so it asks what its own role may there, not what the
        # customer may.
        fetched = self._decider.may(
            self._role, "cos:GetObject", {"type": "cos:object", "id": f"{self._bucket}/{file}"}, kind="role"
        )
        order["state"] = "printed" if fetched.is_allowed else f"failed: the shop may not read the file ({fetched.decision_id})"
        self._orders[order["id"]] = order
        return 200, order

    def list(self, person, ip):
        """Filtered before it is counted and shown: nobody learns how many orders others have."""
        orders = list(self._orders.values())
        asked = [(_resource(order), order["creator"]) for order in orders]
        answers = self._decider.which(person["name"], "printshop:DescribeOrders", asked, context={"ip": ip})
        visible = [order for order, answer in zip(orders, answers, strict=True) if answer.is_allowed]
        return 200, {"total": len(visible), "orders": visible}

    def describe(self, person, ip, order_id):
        return self._on_one(person, ip, "printshop:DescribeOrder", order_id, lambda order: order)

    def cancel(self, person, ip, order_id):
        return self._on_one(person, ip, "printshop:CancelOrder", order_id, lambda order: self._orders.pop(order["id"]))

    def _on_one(self, person, ip, action, order_id, do):
        # Asked before it is known whether the order is there: who may not see it cannot tell the two apart.
        order = self._orders.get(order_id)
        resource = _resource(order) if order else {"type": "printshop:order", "id": order_id}
        creator = order["creator"] if order else None
        answer = self._decider.may(person["name"], action, resource, creator=creator, context={"ip": ip})
        if not answer.is_allowed:
            return 403, _refusal(answer)
        return (200, do(order)) if order else (404, {"error": f"no order `{order_id}`"})


def _resource(order):
    return {"type": "printshop:order", "id": order["id"], "properties": {"tags": order["tags"]}}


def _refusal(answer):
    return {"error": "you are not permitted to do this", "decision_id": answer.decision_id}


class Handler(http.server.BaseHTTPRequestHandler):
    shop = None
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self._serve(lambda person, ip, words: self._one(words, self.shop.describe, person, ip) or self.shop.list(person, ip))

    def do_DELETE(self):
        self._serve(lambda person, ip, words: self._one(words, self.shop.cancel, person, ip) or (405, {"error": "name an order"}))

    def do_POST(self):
        self._serve(self._place)

    def _serve(self, do):
        body = self._body()
        words = self.path.strip("/").split("/")
        person = self.shop.caller(self.headers.get("Authorization", "").removeprefix("Bearer "))
        if person is None:
            return self._reply(401, {"error": "sign in: the header Authorization is missing or unknown"})
        if words[0] != "orders" or len(words) > 2:
            return self._reply(404, {"error": "no such page"})
        self._given = body
        return self._reply(*do(person, self.client_address[0], words))

    @staticmethod
    def _one(words, do, person, ip):
        return do(person, ip, words[1]) if len(words) == 2 else None

    def _place(self, person, ip, words):
        try:
            given = json.loads(self._given)
            file, tags = given["file"], given.get("tags", {})
            assert len(words) == 1 and isinstance(file, str) and file and all(isinstance(v, str) for v in tags.values())
        except (ValueError, LookupError, TypeError, AttributeError, AssertionError):
            return 400, {"error": 'expected POST /orders with {"file": "name", "tags": {"key": "value"}}'}
        return self.shop.place(person, ip, file, tags)

    def _body(self):
        length = self.headers.get("Content-Length", "0")
        return self.rfile.read(min(int(length), BODY_BYTES_MAX)) if length.isdigit() else b""

    def _reply(self, status, value):
        body = json.dumps(value).encode() + b"\n"
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *ignored):
        pass


def main():
    parser = argparse.ArgumentParser(description="A tiny print shop, protected by OpenCAM.")
    parser.add_argument("config", help='a file with {"opencam", "secret_id", "secret_key", "role", "bucket", "people": [{"name", "uin", "token"}]}')
    parser.add_argument("--port", type=int, default=8300, help="on 127.0.0.1; 0 for any free one (default: 8300)")
    arguments = parser.parse_args()
    with open(arguments.config, encoding="utf-8") as file:
        config = json.load(file)
    decider = Decider(config["opencam"], config["secret_id"], config["secret_key"])
    Handler.shop = Shop(decider, config["people"], config["role"], config["bucket"])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", arguments.port), Handler)
    print(f"listening on http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
