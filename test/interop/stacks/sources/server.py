# A server of Python's ssl: server.py PORT OPTIONS, in JSON: cert and key, ciphers, minimum and maximum (names of TLSVersion),
# curve, alpn, tickets (their number in TLS 1.3), ca (then a client certificate is required), psk (hexadecimal).
import json
import socket
import ssl
import sys
import threading

port, options = int(sys.argv[1]), json.loads(sys.argv[2])
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
if "ciphers" in options:
    context.set_ciphers(options["ciphers"])
if "cert" in options:
    context.load_cert_chain(options["cert"], options["key"])
if "minimum" in options:
    context.minimum_version = ssl.TLSVersion[options["minimum"]]
if "maximum" in options:
    context.maximum_version = ssl.TLSVersion[options["maximum"]]
if "curve" in options:
    context.set_ecdh_curve(options["curve"])
if "alpn" in options:
    context.set_alpn_protocols(options["alpn"])
if "tickets" in options:
    context.num_tickets = options["tickets"]
if "ca" in options:
    context.load_verify_locations(options["ca"])
    context.verify_mode = ssl.CERT_REQUIRED
if "psk" in options:
    context.set_psk_server_callback(lambda identity: bytes.fromhex(options["psk"]))


def answer(connection):
    try:
        connection.settimeout(10)
        with context.wrap_socket(connection, server_side=True) as stream:
            if stream.recv(4096):
                stream.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok")
                stream.unwrap()
    except OSError:
        connection.close()


listener = socket.create_server(("127.0.0.1", port), backlog=64)
while True:
    threading.Thread(target=answer, args=(listener.accept()[0],), daemon=True).start()
