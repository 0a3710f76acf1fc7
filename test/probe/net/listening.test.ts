import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { expect } from 'chai'
import type { Endpoint, Source } from '../../../src/model/endpoint.ts'
import { RateLimiter } from '../../../src/net/limiter.ts'
import { listening } from '../../../src/probe/net/listening.ts'
import { ALL } from '../at.ts'

describe('listening', () => {
  let server: Server
  let port: number
  let dialled: number
  before(async () => {
    server = createServer((socket) => {
      dialled++
      socket.on('error', () => {})
    }).listen(0, '127.2.0.7')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  })
  beforeEach(() => {
    dialled = 0
  })
  after(() => once(server.close(), 'close'))

  const endpoint = (host: string, source: Source): Endpoint => ({
    id: host,
    url: `https://${host}:${port}/`,
    transport: 'unknown',
    sources: [source],
  })
  const range = (count: number): Endpoint[] =>
    Array.from({ length: count }, (_, i) => endpoint(`127.2.${i >> 8}.${i & 255}`, { kind: 'range' }))

  const sift = async (
    endpoints: Iterable<Endpoint>,
    options: Partial<Parameters<typeof listening>[1]> = {},
  ): Promise<{ passed: string[]; silent: number }> => {
    let silent = 0
    const passed: string[] = []
    const onSilentAddress = (): number => silent++
    const all = {
      timeoutMs: 2000,
      rate: new RateLimiter(undefined),
      gatekeeper: ALL,
      onSilentAddress,
      ...options,
    }
    for await (const { id } of listening(endpoints, all)) passed.push(id)
    return { passed, silent }
  }

  it('passes the one address of a range where something listens, after one connection, and counts the others', async () => {
    expect(await sift(range(2000))).to.deep.equal({ passed: ['127.2.0.7'], silent: 1999 })
    expect(dialled).to.equal(1)
  })

  it('leaves errors their stacks while nothing is dialled', async () => {
    const { stackTraceLimit } = Error
    const seen: number[] = []
    const options = {
      timeoutMs: 2000,
      rate: new RateLimiter(undefined),
      gatekeeper: ALL,
      onSilentAddress() {},
    }
    for await (const _ of listening(range(8).slice(7), options)) seen.push(Error.stackTraceLimit)
    expect(stackTraceLimit).to.be.above(0)
    expect(seen).to.deep.equal([stackTraceLimit])
    expect(Error.stackTraceLimit).to.equal(stackTraceLimit)
  })

  it('does not dial what somebody named, be it in a range too', async () => {
    const named = endpoint('127.2.0.7', { kind: 'argument' })
    const both = { ...named, id: 'both', sources: [{ kind: 'range' }, { kind: 'file' }] } as Endpoint
    const closed = endpoint('127.2.0.8', { kind: 'argument' })
    expect(await sift([named, both, closed])).to.deep.equal({
      passed: ['127.2.0.7', 'both', '127.2.0.8'],
      silent: 0,
    })
    expect(dialled).to.equal(0)
  })

  it('keeps to the rate', async () => {
    const turns: number[] = []
    const clock = {
      now: () => 0,
      sleep: async (ms: number) => {
        turns.push(ms)
      },
    }
    await sift(range(4), { rate: new RateLimiter(10, clock) })
    expect(turns).to.deep.equal([100, 200, 300])
  })

  it('takes no more of the list than there is room for', async () => {
    let taken = 0
    const endless = function* (): Generator<Endpoint> {
      for (;;) {
        taken++
        yield endpoint('named.test', { kind: 'argument' })
      }
    }
    const sifted = listening(endless(), {
      timeoutMs: 1000,
      rate: new RateLimiter(undefined),
      gatekeeper: ALL,
      onSilentAddress: () => {},
    })
    await sifted.next()
    await sifted.return(undefined)
    expect(taken).to.be.below(1000)
  })

  it('ends when it is interrupted, and passes on an error of the list', async () => {
    const controller = new AbortController()
    const slow = { now: () => 0, sleep: (_: number, signal: AbortSignal | undefined) => rejected(signal) }
    const interrupted = sift(range(5), { rate: new RateLimiter(1, slow), signal: controller.signal })
    controller.abort(new Error('enough'))
    expect(await interrupted.catch((error: Error) => error.message)).to.equal('enough')

    const broken = function* (): Generator<Endpoint> {
      yield* range(3)
      throw new Error('no more')
    }
    expect(await sift(broken()).catch((error: Error) => error.message)).to.equal('no more')
  })
})

const rejected = (signal: AbortSignal | undefined): Promise<void> =>
  new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
