import { expect } from 'chai'
import { EVERYTHING_NAMED, Gatekeeper } from '../../src/net/gatekeeper.ts'
import { HostLimiters } from '../../src/net/limiter.ts'
import { probeEndpoint } from '../../src/probe/endpoint.ts'
import { frontOf, realServer } from './front.ts'
import { listen } from './listener.ts'
import { endpointAt, PATIENT, probeOptions } from './probing.ts'

describe('The time limit of an endpoint', () => {
  it('states what was not finished, whatever is pending', async () => {
    const silent = await listen(() => {})
    const hosts = new HostLimiters(1)
    // Holds the only place of the address, and never lets go.
    void hosts.run('127.0.0.1', () => new Promise(() => {}))
    const options = { ...probeOptions({ timeoutMs: 50, hosts }), deadlineMs: 100, application: undefined }
    const keptAlive = setTimeout(() => {}, 60_000)
    try {
      const { addresses } = await probeEndpoint(endpointAt(`https://127.0.0.1:${silent.port}/`), options)
      expect(addresses).to.deep.equal([
        {
          address: '127.0.0.1',
          port: silent.port,
          state: 'timed-out',
          detail: 'not tested to the end: the endpoint took longer than 100 ms',
        },
      ])
    } finally {
      clearTimeout(keptAlive)
      await silent.close()
    }
  })

  it('states that a name was not resolved, whatever the resolver waits for', async () => {
    const resolver = Promise.withResolvers<{ address: string }[]>()
    const lookup = () => resolver.promise
    const gatekeeper = new Gatekeeper({ scope: EVERYTHING_NAMED, timeoutMs: 60_000, lookup })
    const options = { ...probeOptions({ timeoutMs: 10 }), deadlineMs: 20, application: undefined, gatekeeper }
    const keptAlive = setTimeout(() => {}, 60_000)
    const { problem } = await probeEndpoint(endpointAt('https://silent.test/'), options)
    clearTimeout(keptAlive)
    // Only four names are resolved at a time.
    resolver.resolve([])
    expect(problem).to.deep.equal({
      code: 'UNRESOLVED',
      message: 'not tested to the end: the endpoint took longer than 20 ms',
    })
  })

  it('keeps what was observed, and leaves the remaining questions untested', async () => {
    const server = await realServer({ ecdhCurve: 'X25519MLKEM768:x25519' })
    const front = await frontOf(server, () => 'pass')
    const hosts = new HostLimiters(1)
    const options = { ...probeOptions({ ...PATIENT, hosts }), application: undefined }
    const turn = options.rate.turn.bind(options.rate)
    let dials = 0
    options.rate.turn = async (signal) => {
      if (++dials === 8) await new Promise((resolve) => setTimeout(resolve, 1_500))
      return turn(signal)
    }
    try {
      const endpoint = endpointAt(`https://127.0.0.1:${front.port}/`)
      const { addresses } = await probeEndpoint(endpoint, { ...options, deadlineMs: 1_500 })
      expect(addresses[0]).to.include({ state: 'open', service: 'tls' })
      expect(JSON.stringify(addresses[0]?.tls)).to.include('the time for this endpoint was used up')
      expect(addresses[0]?.tls?.connections).to.be.at.most(8)
    } finally {
      await front.close()
      await server.close()
    }
  })
})
