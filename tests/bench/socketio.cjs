// Socket.IO, WebSocket transport alone. socketio.cjs PORT: a datagram to UDP PORT is the order to write.
"use strict";
const { createRequire } = require("node:module");
const path = require("node:path");
const dgram = require("node:dgram");
const http = require("node:http");
const { Server } = createRequire(path.join(__dirname, "../../web/ui/package.json"))("socket.io");

const port = Number(process.argv[2]);
const web = http.createServer();
// Its pings would be counted as frames; nothing else differs from the defaults but the transport.
const io = new Server(web, { transports: ["websocket"], pingInterval: 600000 });
const order = dgram.createSocket("udp4");
const message = "x".repeat(285);
order.on("message", () => io.emit("views", message));
web.listen({ port, host: "127.0.0.1", backlog: 4096 }, () => order.bind(port, "127.0.0.1", () => console.log("ready")));
