import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { expect } from 'chai'
import type { UpstreamEvent } from '../../../src/gateway/events.ts'
import { Pace } from '../../../src/gateway/passThrough/pace.ts'
import { type UpstreamOptions, upstreamHandler } from '../../../src/gateway/passThrough/upstreamHandler.ts'
import { type Lab, startLab } from '../../../src/lab/fleet.ts'
import { AMBIGUOUS } from '../../mcp/ambiguous.ts'
import { behind, listen, startEverything } from '../backend.ts'
import { startResumable } from './resumable.ts'

const EVENTS = { 'content-type': 'text/event-stream' }
const CALL = '{"jsonrpc":"2.0","id":"call-1","method":"tools/call","params":{"name":"x"}}'

type Use = {
  origin: string
  log: UpstreamEvent[]
  post(body?: string, headers?: Record<string, string>): Promise<Response>
}

const withGateway = async (
  url: string,
  use: (gateway: Use) => Promise<void>,
  options: Partial<UpstreamOptions> = {},
): Promise<void> => {
  const log: UpstreamEvent[] = []
  const handler = upstreamHandler({ url, timeoutMs: 2_000, log: (event) => log.push(event), ...options })
  const { origin, close } = await behind(handler)
  const post = (body = CALL, headers = {}) =>
    fetch(`${origin}/mcp`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
      },
      body,
      redirect: 'manual',
    })
  try {
    await use({ origin, log, post })
  } finally {
    await close()
  }
}

/** An upstream that adds each body which arrived whole to `bodies`. */
const readInto =
  (bodies: string[]) =>
  (request: IncomingMessage, response: ServerResponse): void =>
    void text(request).then(
      (body) => {
        bodies.push(body)
        response.end('{}')
      },
      // The gateway ended the request before its end.
      () => {},
    )

const withUpstream = async (
  onRequest: (request: IncomingMessage, response: ServerResponse) => void,
  use: (gateway: Use & { upstream: string }) => Promise<void>,
  options: Partial<UpstreamOptions> = {},
): Promise<void> => {
  const { origin, close } = await listen(onRequest)
  try {
    await withGateway(`${origin}/mcp`, (gateway) => use({ ...gateway, upstream: origin }), options)
  } finally {
    await close()
  }
}

const failed = (log: readonly UpstreamEvent[]): string[] =>
  log.flatMap((event) => (event.event === 'upstream-failed' ? [event.code] : []))

describe('an upstream that fails', () => {
  it('that is not there is told with the id of the request', async () => {
    const { origin, close } = await listen(() => {})
    await close()
    await withGateway(`${origin}/mcp`, async ({ post, log }) => {
      const answer = await post()
      expect(answer.status).to.equal(502)
      expect(await answer.json()).to.deep.equal({
        jsonrpc: '2.0',
        id: 'call-1',
        error: {
          code: -32_000,
          message: 'The MCP server behind this gateway cannot be reached.',
          data: { code: 'UPSTREAM_UNREACHABLE' },
        },
      })
      expect(failed(log)).to.deep.equal(['UPSTREAM_UNREACHABLE'])
      const batch = await post(`[${CALL},{"jsonrpc":"2.0","id":2,"method":"ping"}]`)
      expect(((await batch.json()) as { id: unknown }[]).map(({ id }) => id)).to.deep.equal(['call-1', 2])
    })
  })

  it('that closes in the middle of a call is told with its id', async () => {
    await withUpstream(
      (request) => request.once('end', () => request.socket.destroy()).resume(),
      async ({ post, log }) => {
        const answer = await post()
        expect(answer.status).to.equal(502)
        expect(await answer.json()).to.have.property('id', 'call-1')
        expect(failed(log)).to.deep.equal(['UPSTREAM_BROKE_OFF'])
      },
    )
  })

  it('that does not begin to answer is told when its time is up', async () => {
    await withUpstream(
      (request) => void request.resume(),
      async ({ post }) => {
        const answer = await post()
        expect(answer.status).to.equal(504)
        expect(await answer.json()).to.have.nested.property('error.data.code', 'UPSTREAM_TIMEOUT')
      },
      { answerMs: 100 },
    )
  })

  it('that breaks a stream off is told by an error on the stream, and half an event does no harm', async () => {
    await withUpstream(
      (request, response) => {
        request.resume().once('end', () => {
          response.writeHead(200, { 'content-type': 'text/event-stream' })
          response.write(
            'event: message\ndata: {"jsonrpc":"2.0","method":"notifications/m"}\n\ndata: {"half',
            () => response.destroy(),
          )
        })
      },
      async ({ post, log }) => {
        const answer = await post()
        expect(answer.status).to.equal(200)
        const events = (await answer.text()).split('\n\n')
        expect(events[1]).to.equal('data: {"half\nevent: cut-off')
        expect(events[2]).to.match(/^event: message\ndata: \{"jsonrpc":"2.0","id":"call-1","error":/)
        expect(log.at(-1)).to.include({ event: 'upstream-cut-off', resumed: false })
      },
    )
  })

  it('that breaks off a body of JSON leaves no whole one', async () => {
    await withUpstream(
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 })
        response.write('{"jsonrpc"', () => response.destroy())
      },
      async ({ post }) => {
        const text = await post()
          .then((answer) => answer.text())
          .catch((error: Error) => error.name)
        expect(text).to.equal('TypeError')
      },
    )
  })

  it('that redirects to another origin is not followed, nor is the client sent there', async () => {
    await withUpstream(
      (_request, response) => response.writeHead(307, { location: 'http://elsewhere.example/mcp' }).end(),
      async ({ post }) => {
        const answer = await post()
        expect(answer.status).to.equal(502)
        expect(answer.headers.has('location')).to.equal(false)
        expect(await answer.json()).to.have.nested.property('error.data.code', 'UPSTREAM_REDIRECT')
      },
    )
  })

  it('that repeats the credentials of a client in a URL of another origin has the origin logged alone', async () => {
    await withUpstream(
      ({ headers, method }, response) => {
        const place = `http://elsewhere.example/${headers.authorization}?token=${headers.authorization}`
        if (method === 'POST') response.writeHead(307, { location: encodeURI(place) }).end()
        else {
          response.writeHead(200, { 'content-type': 'text/event-stream' })
          response.end(`event: endpoint\ndata: ${place}\n\n`)
        }
      },
      async ({ post, origin, log }) => {
        const headers = { authorization: 'Bearer-of-a-secret' }
        expect((await post(CALL, headers)).status).to.equal(502)
        const stream = await fetch(`${origin}/mcp`, { headers })
        await stream.text().catch(() => {})
        const told = log.filter(({ event }) => event !== 'upstream-connected')
        expect(told.map(({ event }) => event)).to.deep.equal(['upstream-failed', 'upstream-cut-off'])
        for (const event of told)
          expect(JSON.stringify(event)).to.include('http://elsewhere.example').and.not.include('secret')
      },
    )
  })

  it('that redirects to two places at once leads to neither', async () => {
    await withUpstream(
      (_request, response) =>
        response.writeHead(307, ['location', '/mcp/', 'location', 'http://elsewhere.example/mcp']).end(),
      async ({ post }) => {
        const answer = await post()
        expect(answer.status).to.equal(502)
        expect(answer.headers.has('location')).to.equal(false)
      },
    )
  })

  it('that redirects to another path of its own is followed through the gateway', async () => {
    await withUpstream(
      ({ url }, response) => {
        if (url === '/mcp/') response.writeHead(200, { 'content-type': 'text/plain' }).end('here')
        else response.writeHead(307, { location: `http://${response.req.headers.host}/mcp/` }).end()
      },
      async ({ post, origin }) => {
        const answer = await post()
        const location = String(answer.headers.get('location'))
        expect(location).to.match(/^\/mcp\/\?mcp-pqc-redirect=/)
        expect(await (await fetch(origin + location, { method: 'POST', body: CALL })).text()).to.equal('here')
        expect((await fetch(`${origin}/mcp/`, { method: 'POST', body: CALL })).status).to.equal(404)
      },
    )
  })

  it('whose answer is dropped unread does not end the gateway, not even before its client has the error', async () => {
    const upstream = await listen((request, response) => {
      request.resume()
      const { url, headers, method } = request
      const [, what] = String(url).split('?')
      if (what === undefined) response.writeHead(200, EVENTS).write(': open\n\n')
      else if (what === 'redirect') response.writeHead(302, { location: 'http://evil.example/' }).end('there')
      else if (headers['last-event-id'] !== undefined) response.writeHead(404).end('not stored')
      else response.writeHead(200, EVENTS).write('id: 1\nretry: 1\ndata: \n\n', () => response.destroy())
      asked.push(`${method} ${what ?? ''}`)
    })
    const asked: string[] = []
    for (const [what, event] of [
      ['redirect', 'upstream-failed'],
      ['break-off', 'upstream-cut-off'],
    ]) {
      const logged = Promise.withResolvers<void>()
      const handler = upstreamHandler({
        url: `${upstream.origin}/mcp`,
        timeoutMs: 2_000,
        log: (one) => one.event === event && logged.resolve(),
      })
      const gateway = await behind(handler)
      // The second answer waits for the end of the first one, which does not come.
      const client = connect(gateway.port, '127.0.0.1').on('error', () => {})
      client.write(
        `GET /mcp HTTP/1.1\r\nHost: x\r\n\r\nPOST /mcp?${what} HTTP/1.1\r\nHost: x\r\nContent-Length: ${CALL.length}\r\n\r\n${CALL}`,
      )
      await logged.promise
      // An error without a listener would come before the next answer.
      expect((await fetch(`${gateway.origin}/mcp?redirect`)).status, what).to.equal(502)
      client.destroy()
      await gateway.close()
    }
    expect(asked).to.include.members(['GET ', 'POST redirect', 'POST break-off', 'GET break-off'])
    await upstream.close()
  })

  it('that is the gateway itself does not go round for ever', async () => {
    const loop: { handler?: ReturnType<typeof upstreamHandler> } = {}
    const { origin, close } = await listen((request, response) => loop.handler?.handle(request, response))
    loop.handler = upstreamHandler({ url: `${origin}/mcp`, timeoutMs: 2_000, log: () => {} })
    const answer = await fetch(`${origin}/mcp`, { method: 'POST', body: CALL })
    expect(answer.status).to.equal(508)
    await loop.handler.close()
    await close()
  })
})

describe('what the gateway does not pass on', () => {
  const UNWANTED = [
    ...['content-security-policy-report-only', 'expect-ct', 'public-key-pins', 'public-key-pins-report-only'],
    ...['sourcemap', 'x-sourcemap', 'speculation-rules', 'content-base', 'uri', 'alternates'],
  ]

  it('are URLs of other origins in header fields of an answer, and what leads or reports past it', async () => {
    await withUpstream(
      ({ url, headers: { host } }, response) =>
        response
          .writeHead(url?.includes('evil') ? 200 : 201, [
            ...['location', url?.includes('evil') ? 'http://evil.example/a' : `http://${host}/a?b=c`],
            ...['content-location', url?.includes('evil') ? '//evil.example/a' : '/mcp/1'],
            ...['refresh', '0; url=http://evil.example/', 'link', '<http://evil.example/>; rel=preload'],
            ...['alt-svc', 'h3="evil.example:443"', 'nel', '{}', 'report-to', '{}'],
            ...['reporting-endpoints', 'a="http://evil.example/"', 'x-empty', ''],
            ...[
              'content-security-policy',
              "report-uri //evil.example; default-src 'self';report-to a, img-src *",
            ],
            ...UNWANTED.flatMap((field) => [field, 'http://evil.example/']),
            ...['set-cookie', 'a=1; Path=/; Domain=.example.com; HttpOnly', 'set-cookie', 'b=2;domain=x'],
          ])
          .end(),
      async ({ post, origin }) => {
        const own = await post()
        expect(Object.fromEntries(own.headers)).to.include({
          location: '/a?b=c',
          'content-location': '/mcp/1',
          'x-empty': '',
        })
        expect(own.headers.getSetCookie()).to.deep.equal(['a=1; Path=/; HttpOnly', 'b=2'])
        const foreign = await fetch(`${origin}/mcp?evil`, { method: 'POST', body: CALL })
        expect(foreign.status).to.equal(200)
        for (const field of ['location', 'content-location', 'refresh', 'link', 'nel', 'report-to'])
          expect(foreign.headers.has(field), field).to.equal(false)
        expect(foreign.headers.get('content-security-policy')).to.equal("; default-src 'self';, img-src *")
        for (const field of ['alt-svc', 'reporting-endpoints', ...UNWANTED])
          expect(foreign.headers.has(field), field).to.equal(false)
      },
    )
  })

  it('is a message that the upstream could read differently, even if it had got the beginning', async () => {
    const read: string[] = []
    await withUpstream(readInto(read), async ({ post, origin }) => {
      for (const [what, body] of Object.entries(AMBIGUOUS)) {
        const answer = await post(body)
        expect(answer.status, what).to.equal(400)
        expect(await answer.text(), what).to.include('-32600')
      }
      const long = httpRequest(`${origin}/mcp`, { method: 'POST' })
      const answered = once(long, 'response') as Promise<[IncomingMessage]>
      long.write(`{"jsonrpc":"2.0","id":1,"method":"x","params":{"pad":"${'x'.repeat(200_000)}"}`)
      long.end(',"ID":2}')
      const [answer] = await answered
      expect(answer.statusCode).to.equal(400)
      answer.resume()
      for (const [field, value] of [
        ['content-type', 'application/json; charset=utf-16'],
        ['content-type', 'application/json; a=b; Charset="UTF-7"'],
        ['content-encoding', 'gzip'],
      ] as const) {
        expect((await post(CALL, { [field]: value })).status, value).to.equal(415)
      }
      for (const type of ['application/json; charset=UTF-8', 'application/json;charset="utf-8" ; x=y'])
        expect((await post(CALL, { 'content-type': type })).status, type).to.equal(200)
      expect(read).to.deep.equal([CALL, CALL])
    })
  })

  it('is a body in another encoding than UTF-8, whatever its header fields say', async () => {
    const read: string[] = []
    await withUpstream(readInto(read), async ({ origin }) => {
      const send = async (body: Buffer, isWhole: boolean): Promise<number | undefined> => {
        const headers = isWhole ? { 'content-length': body.length } : {}
        const sending = httpRequest(`${origin}/mcp`, { method: 'POST', headers })
        sending.write(body.subarray(0, 1))
        sending.end(body.subarray(1))
        const [answer] = (await once(sending, 'response')) as [IncomingMessage]
        answer.resume()
        return answer.statusCode
      }
      const utf16 = Buffer.from(CALL, 'utf16le')
      const encodings = {
        'UTF-16LE': utf16,
        'UTF-16BE': Buffer.from(utf16).swap16(),
        'UTF-16 with its mark': Buffer.from(`\ufeff${CALL}`, 'utf16le'),
        'UTF-32LE': Buffer.concat([...CALL].map((one) => Buffer.from([one.charCodeAt(0), 0, 0, 0]))),
        'UTF-32BE': Buffer.concat([...CALL].map((one) => Buffer.from([0, 0, 0, one.charCodeAt(0)]))),
        'ISO 8859-1': Buffer.from(CALL.replace('"x"', '"é"'), 'latin1'),
        'half a character at the end': Buffer.concat([Buffer.from(CALL), Buffer.from([0xc3])]),
        'a NUL at the end': Buffer.from(`${CALL}\0`),
      }
      for (const [what, body] of Object.entries(encodings))
        for (const isWhole of [true, false]) expect(await send(body, isWhole), what).to.equal(415)
      expect(read).to.deep.equal([])
      const plain = Buffer.from(CALL.replace('"x"', '"é€😀"'))
      expect(await send(plain, true)).to.equal(200)
      expect(await send(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), plain]), false)).to.equal(200)
      expect(read).to.have.lengthOf(2)
      expect(read[0]).to.equal(plain.toString())
    })
  })

  it('is a permanent redirect, or the target of a redirect for other clients or sessions', async () => {
    await withUpstream(
      ({ url, headers }, response) => {
        const session = headers['mcp-session-id']
        if (url === '/mcp?begin') response.writeHead(200, { 'mcp-session-id': 's' }).end()
        else if (url === '/admin') response.end(`reached in ${session}`)
        else response.writeHead(308, { location: '/admin' }).end()
      },
      async ({ post, origin }) => {
        const begun = await fetch(`${origin}/mcp?begin`, { method: 'POST', body: CALL })
        const headers = { 'mcp-session-id': String(begun.headers.get('mcp-session-id')) }
        // Far more than a table would hold.
        for (let at = 0; at < 40; at++) expect((await post()).status).to.equal(307)
        const { headers: told } = await post(CALL, headers)
        const to = `${origin}${told.get('location')}`
        const reached = await fetch(to, { method: 'POST', body: CALL, headers })
        expect(await reached.text()).to.equal('reached in s')
        expect((await fetch(to, { method: 'POST', body: CALL })).status).to.equal(404)
        expect((await fetch(`${origin}/admin`, { method: 'POST', body: CALL, headers })).status).to.equal(404)
      },
    )
  })

  it('is a redirect of the metadata to another origin', async () => {
    await withUpstream(
      (_request, response) => response.writeHead(302, { location: 'http://evil.example/' }).end(),
      async ({ origin }) => {
        const place = `${origin}/.well-known/oauth-authorization-server`
        const answer = await fetch(place, { redirect: 'manual' })
        expect([answer.status, answer.headers.get('location')]).to.deep.equal([502, null])
      },
    )
  })

  it('is a body beyond its bound, announced or not', async () => {
    let reached = 0
    await withUpstream(
      (request, response) => request.once('end', () => response.end(String(++reached))).resume(),
      async ({ post, origin, log }) => {
        expect((await post(`{"id":1,"method":"x","pad":"${'x'.repeat(2_000)}"}`)).status).to.equal(413)
        const sending = httpRequest(`${origin}/mcp`, { method: 'POST' })
        const answered = once(sending, 'response') as Promise<[IncomingMessage]>
        sending.write('{"id":1,"method":"x","pad":"')
        sending.end('x'.repeat(2_000))
        const [answer] = await answered
        expect(answer.statusCode).to.equal(413)
        const [body] = (await once(answer, 'data')) as [Buffer]
        expect(JSON.parse(body.toString()).id).to.equal(1)
        expect((await post()).status).to.equal(200)
        expect(reached).to.equal(1)
        expect(log).to.deep.include({
          event: 'request-refused',
          status: 413,
          reason: 'This gateway accepts at most 1000 bytes.',
          method: 'POST',
          path: '/mcp',
        })
      },
      { maxBodyBytes: 1_000 },
    )
  })

  it('is what concerns one connection, and what a client says of proxies', async () => {
    const seen: IncomingMessage['headers'][] = []
    await withUpstream(
      ({ headers }, response) => {
        seen.push(headers)
        response
          .writeHead(200, {
            'alt-svc': 'h3=":443"',
            connection: 'x-hop',
            'x-hop': '1',
            'mcp-session-id': 's',
          })
          .end()
      },
      async ({ origin, upstream }) => {
        const sending = httpRequest(`${origin}/mcp`, {
          method: 'POST',
          headers: {
            connection: 'keep-alive, x-mine',
            'x-mine': '1',
            te: 'trailers',
            expect: '100-continue',
            'x-forwarded-for': '6.6.6.6',
            'x-forwarded-port': '1',
            forwarded: 'for=6.6.6.6',
            X_Forwarded_For: '6.6.6.6',
            'X-Forwarded_Host': 'evil.example',
            'X-Real_IP': '6.6.6.6',
            'True-Client-IP': '6.6.6.6',
            'CF-Connecting-IP': '6.6.6.6',
            'X-Client-IP': '6.6.6.6',
            'X-Original-URL': '/admin',
            'X_Rewrite-URL': '/admin',
            authorization: 'Bearer token',
            origin: 'http://localhost:6274',
            'accept-encoding': 'gzip',
            'mcp-protocol-version': '2026-07-28',
            via: '1.1 front',
          },
        })
        sending.end(CALL)
        const [answer] = (await once(sending, 'response')) as [IncomingMessage]
        answer.resume()
        expect(answer.headers).to.have.property('mcp-session-id')
        expect(answer.headers).to.not.have.any.keys('alt-svc', 'x-hop')
        const [headers = {}] = seen
        const { via = '', ...rest } = headers
        expect(rest).to.deep.equal({
          host: new URL(upstream).host,
          connection: 'keep-alive',
          'content-length': String(CALL.length),
          authorization: 'Bearer token',
          origin: 'http://localhost:6274',
          'accept-encoding': 'identity',
          'mcp-protocol-version': '2026-07-28',
          'x-forwarded-for': '127.0.0.1',
          'x-forwarded-host': new URL(origin).host,
          'x-forwarded-proto': 'http',
        })
        expect(via).to.match(/^1\.1 front, 1\.1 mcp-pqc-[0-9a-f]{8}$/)
      },
    )
  })

  it('is an address, certificate, user, URL or method in a field of any proxy, but a client’s own fields are', async () => {
    const forged = [
      ...['Client-IP', 'Proxy-Client-IP', 'WL-Proxy-Client-IP', 'X-Originating-IP', 'Cluster-Client-IP'],
      ...[
        'DO-Connecting-IP',
        'X-NF-Client-Connection-IP',
        'Incap-Client-IP',
        'Ali-CDN-Real-IP',
        'X-ProxyUser-IP',
      ],
      ...['X-Sucuri-ClientIP', 'X-Azure-ClientIP', 'X-Appengine-User-IP', 'Remote-Addr', 'X-Remote-Addr'],
      ...[
        'X-Vercel-Forwarded-For',
        'X-Forward-For',
        'Forwarded-For',
        'X-Forwarded',
        'X-Original-Forwarded-For',
      ],
      ...['X-Amzn-Mtls-Clientcert', 'X-ARR-ClientCert', 'X-SSL-Cert', 'X-SSL-Subject-DN', 'SSL-Client-Cert'],
      ...[
        'X-TLS-Client-Cert',
        'X-Client-S-DN',
        'X-Client-Verify',
        'X-Client-Subject',
        'X-Cert',
        'X_SSL_Cert',
      ],
      ...['X-Host', 'X-HTTP-Host-Override', 'X-Envoy-Original-Path', 'X-Envoy-Original-Host', 'X-Scheme'],
      ...['X-URL-Scheme', 'Front-End-Https', 'X-Script-Name', 'X-Server-Name'],
      ...['Remote-User', 'Remote_User', 'X-Remote-User', 'X-Remote-Groups', 'X-Goog-Iap-Jwt-Assertion'],
      ...['X-Goog-Authenticated-User-Email', 'X-Amzn-Oidc-Data', 'X-MS-Client-Principal', 'X-WEBAUTH-USER'],
      ...[
        'X-MS-Client-Principal-Name',
        'X-Auth-Request-User',
        'Cf-Access-Jwt-Assertion',
        'Tailscale-User-Login',
      ],
    ]
    const own = [
      ...['X-API-Key', 'X_Api_Key', 'X-Auth-Token', 'Cookie', 'User-Agent', 'CF-Access-Client-Id'],
      ...['CF-Access-Client-Secret', 'X-Client-Name', 'X-Client-Version', 'X-Goog-User-Project', 'X-Tenant'],
      ...['traceparent', 'tracestate', 'baggage', 'b3', 'X-B3-TraceId', 'X-Request-Id', 'X-Amzn-Trace-Id'],
      ...['X-Cloud-Trace-Context', 'X-Datadog-Trace-Id', 'Sentry-Trace', 'Cache-Control'],
      ...['Mcp-Method', 'Mcp-Name', 'Mcp-Param-Client-IP', 'Mcp-Param-Host', 'Mcp-Param-Cert'],
    ]
    const seen: string[] = []
    await withUpstream(
      ({ headers }, response) => {
        seen.push(...Object.keys(headers).filter((field) => headers[field] === 'FROM THE CLIENT'))
        response.end()
      },
      async ({ post }) => {
        await post(CALL, Object.fromEntries([...forged, ...own].map((field) => [field, 'FROM THE CLIENT'])))
        expect(seen).to.have.members(own.map((field) => field.toLowerCase()))
      },
    )
  })

  it('is another path of that server, or another method', async () => {
    await withUpstream(
      (_request, response) => response.end('reached'),
      async ({ origin }) => {
        expect((await fetch(`${origin}/admin`)).status).to.equal(404)
        const put = await fetch(`${origin}/mcp`, { method: 'PUT', body: '' })
        expect([put.status, put.headers.get('allow')]).to.deep.equal([
          405,
          'GET, HEAD, POST, DELETE, OPTIONS',
        ])
      },
    )
  })

  it('is a URL that is no server’s', () => {
    for (const url of ['mcp', 'ftp://127.0.0.1/', 'http://user:secret@127.0.0.1/mcp']) {
      expect(() => upstreamHandler({ url, timeoutMs: 1, log: () => {} }))
        .to.throw()
        .with.property('code', 'UPSTREAM_URL_INVALID')
    }
  })
})

/** Resolves when nothing has come for half a second, with how much had come till then; rejects beyond `most`. */
const settled = (count: { bytes: number; onMore: () => void }, most: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const wait = () => setTimeout(() => resolve(count.bytes), 500)
    let timer = wait()
    count.onMore = () => {
      clearTimeout(timer)
      timer = wait()
      if (count.bytes > most) reject(new Error(`${count.bytes} bytes, and no end`))
    }
  })

describe('a stream with a flood of ids', () => {
  it('waits for its turn, and comes whole', async () => {
    const events = Array.from({ length: 1_000 }, (_, at) => `id: ${at}\ndata: ${at}\n\n`).join('')
    await withUpstream(
      (_request, response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(events),
      async ({ origin }) => {
        const turns: number[] = []
        const turn = Pace.prototype.turn
        Pace.prototype.turn = function (this: Pace, position, ...others) {
          turns.push(position.renames)
          return turn.call(this, position, ...others)
        }
        const text = await (await fetch(`${origin}/mcp`)).text().finally(() => {
          Pace.prototype.turn = turn
        })
        expect(text.replaceAll(/id: [\w-]{30,}\n/g, '')).to.equal(events.replaceAll(/id: \d+\n/g, ''))
        // No piece has more than fits into 4 KiB.
        expect(turns.length).to.be.above(4)
        expect(Math.max(...turns)).to.be.below(400)
      },
    )
  })
})

describe('a side that takes nothing', () => {
  const CHUNK = Buffer.from(`data: ${'x'.repeat(65_526)}\n\n`)
  const MOST = 32 * 1_048_576

  it('holds the server up, and goes on where it left off', async () => {
    const sent = { bytes: 0, onMore: (): void => {} }
    await withUpstream(
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        const go = (): void => {
          do {
            sent.bytes += CHUNK.length
            sent.onMore()
          } while (response.write(CHUNK) && !response.destroyed)
        }
        response.on('drain', go)
        go()
      },
      async ({ origin }) => {
        const client = connect(Number(new URL(origin).port), '127.0.0.1')
        await once(client, 'connect')
        client.pause()
        client.write('GET /mcp HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\n\r\n')
        const held = await settled(sent, MOST)
        expect(held).to.be.below(MOST)
        let received = 0
        client.on('data', (data) => {
          received += data.length
        })
        client.resume()
        while (received < held + MOST) await once(client, 'data')
        expect(sent.bytes).to.be.above(held)
        client.destroy()
      },
    )
  })

  it('holds the client up', async () => {
    await withUpstream(
      (request) => void request.pause(),
      async ({ origin }) => {
        const sent = { bytes: 0, onMore: (): void => {} }
        const client = httpRequest(`${origin}/mcp`, { method: 'POST' })
        client.on('error', () => {})
        const go = (): void => {
          do {
            sent.bytes += CHUNK.length
            sent.onMore()
          } while (client.write(CHUNK) && !client.destroyed)
        }
        client.on('drain', go)
        go()
        expect(await settled(sent, MOST)).to.be.below(MOST)
        client.destroy()
      },
      { maxBodyBytes: 1_000_000_000 },
    )
  })

  it('is not waited for when the gateway ends', async () => {
    const upstream = await listen((_request, response) => {
      const go = (): void => {
        while (response.write(CHUNK));
      }
      response.on('drain', go)
      go()
    })
    const handler = upstreamHandler({ url: `${upstream.origin}/mcp`, timeoutMs: 2_000, log: () => {} })
    const held = Promise.withResolvers<void>()
    const gateway = await listen((request, response) => {
      handler.handle(request, response)
      const write = response.write.bind(response) as (chunk: Buffer) => boolean
      response.write = (chunk: Buffer) => {
        const isTaken = write(chunk)
        if (!isTaken) held.resolve()
        return isTaken
      }
    })
    const client = connect(gateway.port, '127.0.0.1').on('error', () => {})
    client.pause()
    client.write(`POST /mcp HTTP/1.1\r\nHost: x\r\nContent-Length: ${CALL.length}\r\n\r\n${CALL}`)
    await held.promise
    await handler.close()
    client.destroy()
    await Promise.all([gateway.close(), upstream.close()])
  })

  it('that goes takes its request with it', async () => {
    let gone: Promise<unknown> | undefined
    await withUpstream(
      (request, response) => {
        gone = once(response, 'close')
        response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
        request.resume()
      },
      async ({ origin }) => {
        const abort = new AbortController()
        await fetch(`${origin}/mcp`, { method: 'POST', body: CALL, signal: abort.signal })
        abort.abort()
        await gone
      },
    )
  })
})

/** Between the gateway and the upstream: cuts every connection when told to. */
const cutter = async (port: number): Promise<{ server: Server; port: number; cut(): void }> => {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    const other = connect(port, '127.0.0.1')
    socket.pipe(other).pipe(socket)
    for (const one of [socket, other]) {
      sockets.add(one)
      one
        .on('error', () => {})
        .once('close', () => {
          sockets.delete(one)
          socket.destroy()
          other.destroy()
        })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    server,
    port: typeof address === 'object' && address !== null ? address.port : 0,
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
  }
}

describe('a server that is cut off in the middle of a call', () => {
  const run = async (upstream: { port: number }, atProgress: (cut: () => void) => void) => {
    const { server, port, cut } = await cutter(upstream.port)
    let text = ''
    const log: UpstreamEvent[] = []
    await withGateway(
      `http://127.0.0.1:${port}/mcp`,
      async ({ origin }) => {
        const client = new Client({ name: 'test', version: '1' })
        await client.connect(new StreamableHTTPClientTransport(new URL(`${origin}/mcp`)))
        const called = client.callTool(
          { name: 'trigger-long-running-operation', arguments: { duration: 0.4, steps: 4 } },
          { onprogress: ({ progress }) => progress === 2 && atProgress(cut) },
        )
        text = JSON.stringify(await called.catch((error: Error) => error.message))
        await client.close()
      },
      { log: (event) => log.push(event) },
    )
    server.close()
    return {
      text,
      cuts: log.filter((event) => event.event === 'upstream-cut-off' && event.method === 'POST'),
    }
  }

  it('goes on where it keeps its events and the connection alone was lost', async () => {
    const upstream = await startResumable()
    const { text, cuts } = await run(upstream, (cut) => cut())
    await upstream.close()
    expect(text).to.include('done')
    expect(cuts).to.have.lengthOf(1)
    expect(cuts[0]).to.include({ resumed: true })
  })

  it('is told at once where it was killed', async () => {
    const everything = await startEverything('streamableHttp')
    const { text, cuts } = await run(everything, () => everything.process.kill('SIGKILL'))
    await everything.close()
    expect(text).to.include('broke off before it answered')
    expect(cuts[0]).to.include({ resumed: false })
  })
})

describe('an upstream with TLS', () => {
  let lab: Lab
  before(async () => {
    lab = await startLab()
  })
  after(() => lab.close())

  const ask = async (name: string, options: Partial<UpstreamOptions>) => {
    const url = String(lab.endpoints.find((endpoint) => endpoint.name === name)?.url)
    const seen: { status?: number; code?: unknown; connected?: unknown; log: UpstreamEvent[] } = { log: [] }
    const path = new URL(url).pathname
    await withGateway(
      url,
      async ({ origin, log }) => {
        const answer = await fetch(origin + path, {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
          body: '{"jsonrpc":"2.0","id":1,"method":"ping"}',
        })
        const text = await answer.text()
        seen.status = answer.status
        seen.code = answer.status === 502 ? JSON.parse(text).error.data.code : undefined
        seen.log = log
        seen.connected = log.find(({ event }) => event === 'upstream-connected')
      },
      options,
    )
    return seen
  }

  it('says that the inner leg is classical', async () => {
    const { connected, status } = await ask('crm', { ca: [lab.ca] })
    expect(status).to.equal(200)
    expect(connected).to.include({ protocol: 'TLSv1.3', group: 'x25519', keyExchange: 'classical' })
  })

  it('says that it is hybrid, and by default asks for that first', async () => {
    const { connected } = await ask('weather', { ca: [lab.ca] })
    expect(connected).to.include({ group: 'X25519MLKEM768', keyExchange: 'hybrid' })
  })

  it('says it of TLS 1.2, too', async () => {
    const { connected } = await ask('payments', { ca: [lab.ca] })
    expect(connected).to.include({ protocol: 'TLSv1.2', keyExchange: 'classical' })
  })

  it('refuses a classical one where the policy says so, whatever TLS it has', async () => {
    for (const name of ['crm', 'payments']) {
      expect(await ask(name, { ca: [lab.ca], policy: 'hybrid' }), name).to.include({
        status: 502,
        code: 'UPSTREAM_CLASSICAL',
      })
    }
  })

  it('takes a hybrid one under that policy', async () => {
    const { connected } = await ask('source-code', { ca: [lab.ca], policy: 'hybrid' })
    expect(connected).to.include({ group: 'SecP384r1MLKEM1024', keyExchange: 'hybrid' })
  })

  it('sends nothing to one whose certificate is not valid', async () => {
    expect(await ask('crm', {})).to.include({ status: 502, code: 'UPSTREAM_UNTRUSTED' })
    expect(await ask('wiki', { ca: [lab.ca] })).to.include({ status: 502, code: 'UPSTREAM_UNTRUSTED' })
  })
})
