import { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect } from 'chai'
import { readText } from '../../src/gateway/bridge/answer.ts'
import type { HybridAnswer } from '../../src/gateway/client/hybridClient.ts'
import { readBody } from '../../src/gateway/requestBody.ts'
import { peekClientHello } from '../../src/gateway/server/peekClientHello.ts'
import { WaitingRoom } from '../../src/gateway/waitingRoom.ts'
import { EventReader } from '../../src/mcp/eventStream.ts'
import { Lines } from '../../src/mcp/lines.ts'
import { Pieces } from '../../src/mcp/pieces.ts'

const TIMES = 100_000

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const heldNow = (): number => {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** `held`: bytes that a reader of TIMES pieces of one byte holds when the last has come. */
class Source {
  held = 0
  readonly text = 'x'.repeat(TIMES)

  /** One at a time. */
  stream(): Readable {
    return Readable.from(this, { highWaterMark: 1 })
  }

  *[Symbol.iterator](): Generator<Buffer> {
    const before = heldNow()
    for (const byte of Buffer.from(this.text)) {
      // A record of TLS is a buffer of its own.
      const piece = Buffer.allocUnsafeSlow(1)
      piece[0] = byte
      yield piece
    }
    this.held = heldNow() - before
  }
}

const answerOf = (source: Source): HybridAnswer => ({
  status: 200,
  headers: {},
  body: source.stream() as HybridAnswer['body'],
  holder: new WaitingRoom().enter(),
})

const READERS: Record<string, (source: Source) => Promise<string>> = {
  'the body of a request': (source) =>
    readBody(
      Object.assign(source.stream(), { headers: {} }) as unknown as IncomingMessage,
      TIMES,
      new WaitingRoom().enter(),
    ),
  'an answer': (source) => readText(answerOf(source)),
  'a line of an event stream': async (source) => {
    const reader = new EventReader()
    reader.read(Buffer.from('data:'))
    for (const piece of source) reader.read(piece)
    return reader.read(Buffer.from('\n\n'))[0]?.data ?? ''
  },
  'a line of a command': async (source) => {
    const lines = new Lines(TIMES, 'scan')
    for (const piece of source) lines.read(piece)
    return String(lines.rest())
  },
}

describe('pieces of one byte', () => {
  for (const [what, read] of Object.entries(READERS)) {
    it(`cost little more than their bytes in ${what}`, async () => {
      const source = new Source()
      expect(await read(source)).to.equal(source.text)
      expect(source.held / TIMES).to.be.below(20)
    })
  }

  it('cost little more than their bytes in a ClientHello, and are put back', async () => {
    const bytes = Buffer.alloc(60_000)
    // Of records of 16,384 bytes, the first of which begins a longer message.
    for (let at = 0; at < bytes.length; at += 16_389) bytes.set([22, 3, 1, 0x40, 0], at)
    bytes.set([1, 1, 0, 0], 5)
    let next: Buffer | null = null
    let back: Buffer = Buffer.alloc(0)
    const socket = Object.assign(new EventEmitter(), {
      destroyed: false,
      read: () => next,
      unshift: (taken: Buffer) => {
        back = taken
      },
    })
    const hello = peekClientHello(socket as unknown as Socket, 100_000)
    const before = heldNow()
    for (const byte of bytes) {
      next = Buffer.allocUnsafeSlow(1)
      next[0] = byte
      socket.emit('readable')
    }
    // Node.js frees buffers after it has collected them.
    collectGarbage()
    await new Promise(setImmediate)
    expect((heldNow() - before) / bytes.length).to.be.below(20)
    socket.emit('end')
    expect(await hello).to.equal(undefined)
    expect(back.equals(bytes)).to.equal(true)
  })

  it('are joined with others in their order', () => {
    const pieces = new Pieces()
    const all = Array.from({ length: 600 }, (_, at) =>
      Buffer.alloc([1, 0, 5_000, 17, 2_000][at % 5] ?? 0, at),
    )
    for (let round = 0; round < 2; round++) {
      for (const piece of all) pieces.add(piece)
      expect(pieces.length).to.equal(Buffer.concat(all).length)
      expect(pieces.take().equals(Buffer.concat(all))).to.equal(true)
    }
    expect(pieces.take()).to.have.lengthOf(0)
  })
})
