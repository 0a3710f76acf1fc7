import { connect, type Socket } from 'node:net'
import { type Listener, listen } from '../probe/listener.ts'

/** What stands behind a middlebox; `port` is read for each connection. */
export type Behind = { readonly port: number }

/** What a relay does with the bytes of one side before it lets them through; `socket` is the client's. */
export type Fault = (chunk: Buffer, pass: (bytes: Uint8Array) => void, socket: Socket) => void

/** The same `fault` for every connection; `back`: what it does with the bytes of the server. */
export const relayTo = (server: Behind, fault: Fault, back?: Fault): Promise<Listener> =>
  relayEach(server, () => (back ? { fault, back } : { fault }))

/** `faults` is called for each connection, with its number from 1. */
export const relayEach = (
  server: Behind,
  faults: (nth: number) => { fault?: Fault; back?: Fault },
): Promise<Listener> =>
  listen((socket, nth) => {
    const { fault, back } = faults(nth)
    const behind = connect({ port: server.port, host: '127.0.0.1', noDelay: true })
    behind.on('error', () => socket.resetAndDestroy())
    // The client closes its side when it has read what was sent to it.
    behind.on('close', () => socket.end())
    socket.on('close', () => behind.destroy())
    if (fault) socket.on('data', (chunk: Buffer) => fault(chunk, (bytes) => behind.write(bytes), socket))
    else socket.pipe(behind)
    if (back) behind.on('data', (chunk: Buffer) => back(chunk, (bytes) => socket.write(bytes), socket))
    else behind.pipe(socket)
  })
