// `ws`, broadcasting as its documentation does. node_ws.cjs PORT: a datagram to UDP PORT is the order to write.
"use strict";
const { createRequire } = require("node:module");
const path = require("node:path");
const dgram = require("node:dgram");
const { WebSocketServer, WebSocket } = createRequire(path.join(__dirname, "../../web/ui/package.json"))("ws");

const port = Number(process.argv[2]);
const server = new WebSocketServer({ port, host: "127.0.0.1", backlog: 4096 });
const order = dgram.createSocket("udp4");
const message = "x".repeat(300);
order.on("message", () => {
  for (const client of server.clients) if (client.readyState === WebSocket.OPEN) client.send(message);
});
server.on("listening", () => order.bind(port, "127.0.0.1", () => console.log("ready")));
