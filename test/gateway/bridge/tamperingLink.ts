import type { Socket } from 'node:net'
import { type LoopbackPath, startPath } from './loopbackPath.ts'

/** What an attacker on the network path does with the bytes of the client's hello, and when. */
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

/** An attacker on a network path on loopback. */
export const startLink = (port: number, tampering: Tampering): Promise<LoopbackPath> =>
  startPath(port, (near, far) => {
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
