import { connect, type Socket } from 'node:net'
import { type Listener, listen } from '../probe/listener.ts'

/** What a relay does with the bytes of one side before it lets them through; `socket` is the client's. */
export type Fault = (chunk: Buffer, pass: (bytes: Buffer) => void, socket: Socket) => void

/** `server.port` is read for each connection; `back`: what it does with those of the server. */
export const relayTo = (server: { port: number }, fault: Fault, back?: Fault): Promise<Listener> =>
  listen((socket) => {
    const behind = connect({ port: server.port, host: '127.0.0.1', noDelay: true })
    behind.on('error', () => socket.destroy())
    behind.on('close', () => socket.destroy())
    socket.on('close', () => behind.destroy())
    socket.on('data', (chunk: Buffer) => fault(chunk, (bytes) => behind.write(bytes), socket))
    if (back) behind.on('data', (chunk: Buffer) => back(chunk, (bytes) => socket.write(bytes), socket))
    else behind.pipe(socket)
  })
