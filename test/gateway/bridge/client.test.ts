import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect } from 'chai'
import { readText } from '../../../src/gateway/bridge/answer.ts'
import { discard, type HybridAnswer } from '../../../src/gateway/client/hybridClient.ts'
import { pinOf, readPin } from '../../../src/gateway/client/pins.ts'
import { McpPqcError } from '../../../src/model/error.ts'
import {
  clientOf,
  closeListening,
  type Identities,
  type Listening,
  listen,
  makeIdentities,
  NAME,
} from './clientPeers.ts'

describe('HybridClient', () => {
  let identities: Identities
  let listening: Listening
  before(async () => {
    identities = await makeIdentities()
  })
  afterEach(closeListening)

  const get = (client: ReturnType<typeof clientOf>): Promise<HybridAnswer> =>
    client.request({ method: 'GET' })

  /** The code of the fault; `answered` where there is none. */
  const faultOf = async (client: ReturnType<typeof clientOf>): Promise<string> => {
    try {
      await discard(await get(client))
      return 'answered'
    } catch (error) {
      expect(error).to.be.instanceOf(McpPqcError)
      const { code, hint } = error as McpPqcError
      expect(hint).to.not.equal('')
      return code
    } finally {
      await client.close()
    }
  }

  for (const group of ['X25519MLKEM768', 'SecP256r1MLKEM768', 'SecP384r1MLKEM1024']) {
    it(`reaches a server that has ${group} alone, and says so`, async () => {
      listening = await listen(identities.server, (_, response) => response.end('hello'), {
        ecdhCurve: group,
      })
      const seen: unknown[] = []
      const client = clientOf(listening.url, {
        ca: [identities.ca],
        onConnection: ({ group, kind }) => seen.push([group, kind]),
      })
      try {
        const answer = await get(client)
        expect([answer.status, await readText(answer)]).to.deep.equal([200, 'hello'])
        expect(seen).to.deep.equal([[group, 'hybrid']])
      } finally {
        await client.close()
      }
    })
  }

  it('takes a classical group where it is told to, and only there', async () => {
    listening = await listen(identities.server, (_, response) => response.end(), { ecdhCurve: 'x25519' })
    const ca = [identities.ca]
    expect(await faultOf(clientOf(listening.url, { ca }))).to.equal('NO_HYBRID_GROUP')
    expect(await faultOf(clientOf(listening.url, { ca, policy: 'allow-classical' }))).to.equal('answered')
  })

  it('prefers a hybrid group even where classical is allowed', async () => {
    listening = await listen(identities.server, (_, response) => response.end(), {
      ecdhCurve: 'x25519:SecP384r1MLKEM1024',
    })
    const seen: string[] = []
    const client = clientOf(listening.url, {
      ca: [identities.ca],
      policy: 'allow-classical',
      onConnection: ({ group }) => seen.push(group),
    })
    expect(await faultOf(client)).to.equal('answered')
    expect(seen[0]).to.not.equal('unknown')
  })

  it('looks for the name that it is told', async () => {
    listening = await listen(identities.server, (_, response) => response.end())
    const ca = [identities.ca]
    expect(await faultOf(clientOf(listening.url, { ca, serverName: NAME }))).to.equal('answered')
    expect(await faultOf(clientOf(listening.url, { ca, serverName: 'other.example' }))).to.equal('WRONG_NAME')
    const byAddress = new URL(`https://127.0.0.1:${listening.port}/`)
    expect(await faultOf(clientOf(byAddress, { ca }))).to.equal('answered')
  })

  it('does not care for NODE_TLS_REJECT_UNAUTHORIZED', async () => {
    listening = await listen(identities.server, (_, response) => response.end())
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
    try {
      expect(await faultOf(clientOf(listening.url))).to.equal('UNTRUSTED')
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    }
  })

  describe('pins', () => {
    const other = 'A'.repeat(43).concat('=')

    it('are SHA-256 of the public key, of the server or of an authority above it', async () => {
      // The authority's own certificate is not sent: it is known from --ca.
      listening = await listen(identities.server, (_, response) => response.end())
      const ca = [identities.ca]
      const leaf = pinOf(new X509Certificate(identities.server.cert))
      const authority = pinOf(new X509Certificate(identities.ca))
      for (const pins of [[leaf], [authority], [other, leaf]])
        expect(await faultOf(clientOf(listening.url, { ca, pins })), pins.join()).to.equal('answered')
      expect(await faultOf(clientOf(listening.url, { ca, pins: [other] }))).to.equal('WRONG_PIN')
    })

    it('are not matched by a certificate that is only sent along', async () => {
      const stranger = await makeIdentities()
      const server = {
        ...identities.server,
        cert: identities.server.cert + stranger.server.cert + stranger.ca,
      }
      listening = await listen(server, (_, response) => response.end())
      const pins = [stranger.server.cert, stranger.ca].map((pem) => pinOf(new X509Certificate(pem)))
      expect(await faultOf(clientOf(listening.url, { ca: [identities.ca], pins }))).to.equal('WRONG_PIN')
    })

    it('are written as sha256/BASE64', () => {
      expect(readPin(`sha256/${other}`)).to.equal(other)
      for (const text of [other, `sha256/${other}x`, 'sha256/AAAA', `sha1/${other}`, ''])
        expect(() => readPin(text), text)
          .to.throw(McpPqcError)
          .with.property('code', 'PIN_INVALID')
    })
  })

  it('shows a certificate where the server asks for one', async () => {
    listening = await listen(identities.server, (_, response) => response.end(), {
      requestCert: true,
      rejectUnauthorized: true,
      ca: identities.ca,
    })
    const ca = [identities.ca]
    expect(await faultOf(clientOf(listening.url, { ca, identity: identities.client }))).to.equal('answered')
    expect(await faultOf(clientOf(listening.url, { ca }))).to.equal('CLIENT_CERTIFICATE')
  })

  it('trusts the authorities of the system beside those it is given', async () => {
    // A server of the second authority: the first alone does not do, and all there are include it.
    listening = await listen(identities.server, (_, response) => response.end())
    const other = (await makeIdentities()).ca
    expect(await faultOf(clientOf(listening.url, { ca: [other] }))).to.equal('UNTRUSTED')
    expect(await faultOf(clientOf(listening.url, { ca: [other, identities.ca] }))).to.equal('answered')
  })

  describe('redirects', () => {
    const redirecting = async (
      status: number,
      location: (port: number) => string,
    ): Promise<IncomingMessage[]> => {
      const requests: IncomingMessage[] = []
      listening = await listen(identities.server, (request, response) => {
        requests.push(request)
        if (request.url === '/new?x=1') response.end('there')
        else response.writeHead(status, { location: location(listening.port) }).end()
      })
      return requests
    }
    const bearing = () => {
      const headers = { authorization: 'Bearer secret' }
      return clientOf(listening.url, { ca: [identities.ca], headers })
    }

    it('are followed within the origin, with what the request brings', async () => {
      const requests = await redirecting(308, () => '/new?x=1')
      expect(await faultOf(bearing())).to.equal('answered')
      expect(requests.map(({ url, headers }) => [url, headers.authorization])).to.deep.equal([
        ['/mcp', 'Bearer secret'],
        ['/new?x=1', 'Bearer secret'],
      ])
    })

    for (const [what, status, location] of [
      ['to another port', 307, (port: number) => `https://localhost:${port + 1}/new`],
      ['to another name', 308, (port: number) => `https://127.0.0.1:${port}/new`],
      ['to plain HTTP', 307, (port: number) => `http://localhost:${port}/new`],
      ['that change the method', 303, () => '/new?x=1'],
      ['without a place', 307, () => 'https://'],
    ] as const) {
      it(`are not followed ${what}`, async () => {
        const requests = await redirecting(status, location)
        expect(await faultOf(bearing())).to.equal('REDIRECTED')
        expect(requests).to.have.length(1)
      })
    }

    for (const [what, status, location, message, hint] of [
      [
        'to its path without TLS',
        307,
        (port: number) => `http://localhost:${port}/mcp/?token=secret`,
        (port: number) =>
          `the server redirects to http://localhost:${port}/mcp/, which has no TLS and to which nothing is sent (HTTP 307)`,
        (port: number) =>
          `Name https://localhost:${port}/mcp/ on the command line. To correct the redirect, configure the server with its public URL.`,
      ],
      [
        'to another name without TLS',
        308,
        () => 'http://mcp.example:8080/mcp',
        () =>
          'the server redirects to http://mcp.example:8080/mcp, which has no TLS and to which nothing is sent (HTTP 308)',
        () =>
          'Name https://mcp.example:8080/mcp on the command line. To correct the redirect, configure the server with its public URL.',
      ],
      [
        'that changes the method',
        301,
        () => '/mcp/',
        (port: number) =>
          `the server redirects to https://localhost:${port}/mcp/ in a way that changes the method of the request (HTTP 301)`,
        () => 'Name that URL on the command line.',
      ],
      [
        'to another origin',
        307,
        () => 'https://user:secret@login.example/mcp?token=secret',
        () =>
          'the server redirects to another origin, https://login.example/mcp, to which nothing is sent (HTTP 307)',
        () => 'If that is your server, name this URL on the command line.',
      ],
      [
        'to a long URL of another origin',
        307,
        () => `https://login.example/${'a'.repeat(300)}`,
        () =>
          `the server redirects to another origin, https://login.example/${'a'.repeat(177)}…, to which nothing is sent (HTTP 307)`,
        () => 'If that is your server, name this URL on the command line.',
      ],
      [
        'that names no URL of HTTP',
        302,
        () => 'javascript:alert(1)',
        () => 'the server redirects, but not to a URL of HTTP (HTTP 302)',
        () => 'Correct the Location that the server, or the proxy in front of it, sends.',
      ],
      [
        'without end',
        307,
        () => '/mcp',
        () => 'the server redirects again and again (HTTP 307)',
        () =>
          'Open the URL in a browser to see where it leads, and correct the redirects of the server or its proxy.',
      ],
    ] as const) {
      it(`say what to do next: one ${what}`, async () => {
        await redirecting(status, location)
        const port = Number(new URL(listening.url).port)
        const client = bearing()
        const error = await get(client).catch((error) => error)
        await client.close()
        expect(error).to.include({ code: 'REDIRECTED', message: message(port), hint: hint(port) })
      })
    }

    it('are not followed for ever', async () => {
      const requests = await redirecting(307, () => '/mcp')
      expect(await faultOf(bearing())).to.equal('REDIRECTED')
      expect(requests).to.have.length(4)
    })
  })

  it('dials again where the server is just being restarted', async () => {
    const first = await listen(identities.server, (_, response) => response.end())
    await first.close()
    const client = clientOf(first.url, { ca: [identities.ca] })
    const answer = faultOf(client)
    listening = await listen(identities.server, (_, response) => response.end(), {}, first.port)
    expect(await answer).to.equal('answered')
  })

  it('does not hold against a server that it was not there before it was asked', async () => {
    const first = await listen(identities.server, (_, response) => response.end())
    await first.close()
    const client = clientOf(first.url, { ca: [identities.ca], timeoutMs: 1_000 })
    client.warmUp()
    // Refused at once, and three times more within the limit.
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    listening = await listen(identities.server, (_, response) => response.end(), {}, first.port)
    expect(await faultOf(client)).to.equal('answered')
  })

  it('closes at once, while it dials too', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const accepted = once(silent, 'connection')
    const client = clientOf(`https://localhost:${(silent.address() as AddressInfo).port}/`, {
      timeoutMs: 60_000,
    })
    const answer = faultOf(client)
    const [socket] = (await accepted) as [Socket]
    await client.close()
    expect(await answer).to.equal('CLOSED')
    socket.destroy()
    await new Promise((resolve) => silent.close(resolve))
  })

  it('uses a connection again, and makes a new one where it is gone', async () => {
    listening = await listen(identities.server, (_, response) => response.end('x'))
    let connections = 0
    const client = clientOf(listening.url, { ca: [identities.ca], onConnection: () => connections++ })
    try {
      client.warmUp()
      for (const expected of [1, 1, 1]) {
        await discard(await get(client))
        // undici frees the connection a moment after the body has ended.
        await new Promise(setImmediate)
        expect(connections).to.equal(expected)
      }
      const gone = Promise.all(
        [...listening.sockets].map((socket) => new Promise((done) => socket.once('close', done))),
      )
      for (const socket of listening.sockets) socket.destroy()
      await gone
      await discard(await get(client))
      expect(connections).to.equal(2)
    } finally {
      await client.close()
    }
  })

  it('speaks nothing but HTTPS, and takes no password from a URL', () => {
    for (const [url, code] of [
      ['localhost', 'URL_INVALID'],
      ['http://localhost/mcp', 'URL_NOT_HTTPS'],
      ['wss://localhost/mcp', 'URL_NOT_HTTPS'],
      ['https://user:secret@localhost/mcp', 'URL_CREDENTIALS'],
    ] as const) {
      expect(() => clientOf(url), url)
        .to.throw(McpPqcError)
        .with.property('code', code)
    }
  })

  it('says how to reach a server that was named without TLS', () => {
    expect(() => clientOf('http://localhost/mcp'))
      .to.throw('a hybrid connection needs TLS')
      .with.property(
        'hint',
        'Name the https:// URL of the server. If it has no TLS, put mcp-pqc serve --upstream in front of it.',
      )
  })
})
