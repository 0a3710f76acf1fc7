import { connect, createServer, type Socket } from 'node:net'

/** What a middle party does with the bytes of the client's hello, and when. */
export type Tampering =
  /** Nothing reaches the server. */
  | { kind: 'drop' }
  | { kind: 'delay'; ms: number }
  /** The first bytes, then nothing more. */
  | { kind: 'truncate'; bytes: number; thenClose: boolean }
  /** The second half comes first. */
  | { kind: 'reorder' }
  | { kind: 'edit'; edit: (hello: Buffer) => Buffer }
  /** The server's first answer is changed instead. */
  | { kind: 'edit-answer'; edit: (answer: Buffer) => Buffer }

export type Link = { port: number; close(): Promise<void> }

/** A middle party on loopback. */
export const startLink = async (port: number, tampering: Tampering): Promise<Link> => {
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port, host: '127.0.0.1', noDelay: true })
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.once('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
    if (tampering.kind === 'edit-answer') {
      near.pipe(far)
      far.once('data', (answer: Buffer) => {
        near.write(tampering.edit(answer))
        far.pipe(near)
      })
      return
    }
    far.pipe(near)
    void helloOf(near).then((hello) => meddle(tampering, hello, near, far))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as { port: number }).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

const meddle = (tampering: Tampering, hello: Buffer, near: Socket, far: Socket): void => {
  const half = hello.length >> 1
  switch (tampering.kind) {
    case 'drop':
      return
    case 'delay':
      setTimeout(() => {
        far.write(hello)
        near.pipe(far)
      }, tampering.ms)
      return
    case 'truncate':
      far.write(hello.subarray(0, tampering.bytes))
      if (tampering.thenClose) far.end()
      return
    case 'reorder':
      far.write(Buffer.concat([hello.subarray(half), hello.subarray(0, half)]))
      near.pipe(far)
      return
    case 'edit':
      far.write(tampering.edit(hello))
      near.pipe(far)
      return
    case 'edit-answer':
  }
}

/** The whole first record, however many segments it comes in (RFC 9846 §5.1). */
const helloOf = (near: Socket): Promise<Buffer> => {
  const { promise, resolve } = Promise.withResolvers<Buffer>()
  let held = Buffer.alloc(0)
  const take = (chunk: Buffer): void => {
    held = Buffer.concat([held, chunk])
    if (held.length < 5 || held.length < 5 + held.readUInt16BE(3)) return
    near.off('data', take).pause()
    resolve(held)
  }
  near.on('data', take)
  return promise
}
