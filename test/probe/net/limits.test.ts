import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect } from 'chai'
import { HostLimiters, RateLimiter } from '../../../src/net/limiter.ts'
import { probeAddress } from '../../../src/probe/address.ts'
import { probeEndpoint } from '../../../src/probe/endpoint.ts'
import { at } from '../at.ts'
import { frontOf, passOn, realServer, type Server } from '../front.ts'
import { type Listener, listen } from '../listener.ts'
import { ENDLESS } from '../misbehaving.ts'
import { accepted, dialTo, endpointAt, PATIENT, probe, probeOptions, TIMEOUT_MS, tlsOf } from '../probing.ts'

const PER_HOST = 4
const QUICK_BUDGET = 5
const HELD_MS = 5

describe('What a probe costs a host', () => {
  let server: Server
  before(async () => {
    server = await realServer({ ecdhCurve: 'X25519MLKEM768:x25519' })
  })
  after(() => server.close())

  it('is never more than four connections at once, on however many ports', async () => {
    let waiting = 0
    let peak = 0
    const fronts: Listener[] = []
    for (let i = 0; i < 3; i++) {
      const front = await listen((socket) => {
        // Counted until it is answered: before that the probe has no reason to let go of it.
        peak = Math.max(peak, ++waiting)
        socket.once('data', (chunk) => {
          setTimeout(() => {
            waiting--
            passOn(socket, server.port, [chunk])
          }, HELD_MS)
        })
      })
      fronts.push(front)
    }
    const hosts = new HostLimiters(PER_HOST)
    const facts = await Promise.all(fronts.map((front) => probe(front, { ...PATIENT, hosts })))
    await Promise.all(fronts.map((front) => front.close()))
    for (const one of facts) expect(accepted(tlsOf(one).groups)).to.deep.equal(['X25519MLKEM768', 'x25519'])
    expect(peak).to.equal(PER_HOST)
  })

  const TAKES: Record<string, (nth: number) => boolean> = {
    'all are answered': () => true,
    'every second one is lost': (nth) => nth % 2 === 0,
    'only the first is answered': (nth) => nth === 1,
    'none is answered': () => false,
  }
  for (const [name, takes] of Object.entries(TAKES)) {
    it(`is five connections at most in the quick profile: ${name}`, async () => {
      const front = await frontOf(server, () => 'pass', takes)
      try {
        const facts = await probe(front, { profile: 'quick' })
        expect(front.accepted).to.be.at.most(QUICK_BUDGET)
        if (facts.tls) expect(facts.tls).to.include({ connections: front.accepted, alpnState: 'not-tested' })
      } finally {
        await front.close()
      }
    })
  }

  it('ends at once when it is interrupted, and leaves nothing open', async () => {
    const silent = await listen(() => {})
    const interruption = new AbortController()
    const reason = new Error('interrupted')
    const probing = Promise.allSettled([
      probeAddress(dialTo(silent.port), probeOptions({ timeoutMs: 60_000, signal: interruption.signal })),
      probeEndpoint(endpointAt(`https://127.0.0.1:${silent.port}/`), {
        ...probeOptions({ timeoutMs: 60_000, signal: interruption.signal }),
        application: undefined,
      }),
    ])
    while (silent.open < 2) await new Promise(setImmediate)
    interruption.abort(reason)
    for (const result of await probing) expect(result).to.deep.equal({ status: 'rejected', reason })
    await silent.idle()
    await silent.close()
  })

  it('ends at once in the middle of many questions', async () => {
    const interruption = new AbortController()
    const front = await frontOf(server, () => {
      if (front.accepted > 8) interruption.abort(new Error('interrupted'))
      return front.accepted > 8 ? 'silence' : 'pass'
    })
    const options = probeOptions({ timeoutMs: 60_000, signal: interruption.signal })
    const [result] = await Promise.allSettled([probeAddress(dialTo(front.port), options)])
    expect(result.status).to.equal('rejected')
    await front.idle()
    await front.close()
  })
})

describe('A probe beside others', () => {
  it('gets all its facts while those misbehave', async () => {
    const server = await realServer({ ecdhCurve: 'X25519MLKEM768:x25519' })
    const good = await frontOf(server, () => 'pass')
    const bad = await Promise.all([
      ...Object.values(ENDLESS).map((serve) => listen(serve, '127.0.0.2')),
      listen(() => {}, '127.0.0.2'),
      listen((socket) => socket.resetAndDestroy(), '127.0.0.2'),
    ])
    try {
      const alone = tlsOf(await probe(good, PATIENT))
      const [together] = await Promise.all([
        probe(good, PATIENT),
        ...bad.map((listener) => probe(listener, {}, { to: at(listener.port, '127.0.0.2') })),
      ])
      // Those that pour share this process: an answer may come too late once, and is then asked for again.
      const without = ({ timings: _, connections: __, ...facts }: ReturnType<typeof tlsOf>) => facts
      expect(without(tlsOf(together))).to.deep.equal(without(alone))
    } finally {
      await Promise.all([good, ...bad].map((listener) => listener.close()))
      await server.close()
    }
  })
})

describe('An address that cannot be connected', () => {
  it('is closed where the port refuses', async () => {
    const listener = await listen(() => {})
    await listener.close()
    const facts = await probeAddress(dialTo(listener.port), probeOptions())
    expect(facts).to.include({ state: 'closed', detail: 'connection refused' })
  })

  it('is timed out where nobody answers, dialled twice', async () => {
    const full = await fullListener()
    try {
      const dials = new RateLimiter(undefined)
      let count = 0
      dials.turn = async () => void count++
      const facts = await probeAddress(dialTo(full.port), probeOptions({ rate: dials }))
      expect(facts).to.include({ state: 'timed-out', detail: `no connection in ${TIMEOUT_MS} ms` })
      expect(count).to.equal(2)
    } finally {
      await full.close()
    }
  })

  it('is a problem of the endpoint where the name does not resolve', async () => {
    const { problem, addresses } = await probeEndpoint(endpointAt('https://nowhere.invalid/'), {
      ...probeOptions(),
      application: undefined,
    })
    expect(problem?.code).to.equal('UNRESOLVED')
    expect(problem?.message).to.match(/^the name nowhere\.invalid does not resolve \(/)
    expect(addresses).to.deep.equal([])
  })
})

/** Listens, never accepts, and has its queue full: the system drops what else comes, as a filter would. */
const fullListener = async (): Promise<Server> => {
  const script = `
    const server = require('node:net').createServer().listen(0, '127.0.0.1', 1, () => {
      require('node:fs').writeSync(1, String(server.address().port))
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    })`
  const child: ChildProcess = spawn(process.execPath, ['-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [chunk] = await once(child.stdout as NonNullable<ChildProcess['stdout']>, 'data')
  const port = Number(chunk)
  const sockets: Socket[] = []
  // A queue of n takes n + 1.
  for (let i = 0; i < 2; i++) {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    sockets.push(socket)
    await once(socket, 'connect')
  }
  return {
    port,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}
