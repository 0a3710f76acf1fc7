import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { expect } from 'chai'
import { type Listener, startListener } from '../../../src/gateway/bridge/listener.ts'
import { HybridClient } from '../../../src/gateway/client/hybridClient.ts'
import { upstreamHandler } from '../../../src/gateway/passThrough/upstreamHandler.ts'
import { type Serving, serve } from '../../gateway/server/serving.ts'
import { skipIf } from '../../skip.ts'
import { UPSTREAMS, type Upstream } from './upstreams.ts'

const CALL = '{"jsonrpc":"2.0","id":1,"method":"ping"}'

/** Fields that only the gateway or a proxy before the client may set, in spellings that upstreams take for the same. */
const FORGED = [
  ...['X-Forwarded-For', 'X_Forwarded_For', 'X-Forwarded_For', 'x_forwarded-for', 'X-FORWARDED_HOST'],
  ...[
    'X_Forwarded_Proto',
    'Forwarded',
    'X-Real-IP',
    'X-Real_IP',
    'X_Real_IP',
    'True-Client-IP',
    'True_Client_IP',
  ],
  ...['CF-Connecting-IP', 'CF_Connecting_IP', 'Fastly-Client-IP', 'X-Client-IP', 'X-Cluster-Client-IP'],
  ...['X-Original-URL', 'X_Original_URL', 'X-Rewrite-URL', 'X_Rewrite_URL', 'X-Original-Host', 'X-Remote-IP'],
  ...['X-HTTP-Method-Override', 'X_HTTP_Method_Override', 'X-HTTP-Method', 'X-Method-Override', 'Proxy'],
  ...[
    'Client-Cert',
    'Client_Cert',
    'Client-Cert-Chain',
    'X-Client-Cert',
    'X-SSL-Client-Cert',
    'X-SSL-Client-Verify',
  ],
  ...['X-Client-DN', 'X-Forwarded-Client-Cert', 'Mcp_Session_Id', 'Mcp-Session_Id', 'MCP_Protocol_Version'],
  ...['Mcp_Method', 'Mcp_Name', 'Mcp_Param_x', 'Last_Event_Id', 'Content_Encoding', 'Transfer_Encoding'],
  ...[
    'Client-IP',
    'WL_Proxy_Client_IP',
    'X-Sucuri-ClientIP',
    'X-Vercel-Forwarded-For',
    'Remote_Addr',
    'Remote-User',
  ],
  ...[
    'X-Remote-User',
    'X_Remote_User',
    'X-Amzn-Mtls-Clientcert',
    'X-ARR-ClientCert',
    'X_SSL_Subject_DN',
    'X-Host',
  ],
  ...[
    'X-HTTP-Host-Override',
    'X-Envoy-Original-Path',
    'X_URL_Scheme',
    'Front-End-Https',
    'X-Goog-Iap-Jwt-Assertion',
  ],
]

const HOST = 'Host: localhost\r\n'
const POST = `POST /mcp HTTP/1.1\r\n${HOST}Content-Type: application/json\r\n`
const SMUGGLED = `GET /smuggled HTTP/1.1\r\n${HOST}\r\n`
/** Makes a server that has found the end of what came before close the connection. */
const LAST = `${POST}Connection: close\r\nContent-Length: ${CALL.length}\r\n\r\n${CALL}`
const chunked = (body: string): string => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`

/** Requests whose end, or whose fields, two servers could find at different places. */
const AMBIGUOUS: Readonly<Record<string, string>> = {
  'CL.TE': `${POST}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  'TE.CL': `${POST}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n${chunked(SMUGGLED)}`,
  'TE.TE, of which one is unknown': `${POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: cow\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  'a space before the colon': `${POST}Content-Length: 5\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  'a tab in the coding': `${POST}Content-Length: 5\r\nTransfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  'a coding that only looks like it': `${POST}Content-Length: 5\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  'chunked that is not the last': `${POST}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  'two lengths': `${POST}Content-Length: 2\r\nContent-Length: ${2 + SMUGGLED.length}\r\n\r\n{}${SMUGGLED}`,
  'two equal lengths in one': `${POST}Content-Length: 2, 2\r\n\r\n{}${SMUGGLED}`,
  'a length with a sign': `${POST}Content-Length: +2\r\n\r\n{}${SMUGGLED}`,
  'a length in hexadecimal': `${POST}Content-Length: 0x2\r\n\r\n{}${SMUGGLED}`,
  'a folded field': `${POST}X: a\r\n Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  'a folded coding': `${POST}Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  'line ends without CR': `POST /mcp HTTP/1.1\nHost: localhost\nContent-Length: 2\n\n{}${SMUGGLED}`,
  'a field that ends without CR': `${POST}X: a\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  'a CR within a field': `${POST}X: a\rTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  'a NUL within a field': `${POST}X: a\0\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  'a chunk size without CR': `${POST}Transfer-Encoding: chunked\r\n\r\n0\n\n${SMUGGLED}`,
  'a chunk extension without CR': `${POST}Transfer-Encoding: chunked\r\n\r\n2;\n{}\r\n0\r\n\r\n${SMUGGLED}`,
  'a chunk that is too long': `${POST}Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n${SMUGGLED}`,
  'a chunk size that overflows': `${POST}Transfer-Encoding: chunked\r\n\r\n10000000000000002\r\n{}\r\n0\r\n\r\n${SMUGGLED}`,
  'a whole URL': `POST http://evil.example/smuggled HTTP/1.1\r\n${HOST}Content-Length: 2\r\n\r\n{}`,
  'a path that is none': `POST //evil.example/smuggled HTTP/1.1\r\n${HOST}Content-Length: 2\r\n\r\n{}`,
  'a path with a request in it': `POST /mcp?x HTTP/1.1\rGET /smuggled HTTP/1.1\r\n${HOST}Content-Length: 2\r\n\r\n{}`,
  'a length in HTTP/1.0 with a coding': `POST /mcp HTTP/1.0\r\n${HOST}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${SMUGGLED}`,
}

for (const { name, whyNot, start } of UPSTREAMS) {
  describe(`the pair in front of an upstream of ${name}`, () => {
    let upstream: Upstream
    let served: Serving
    let listener: Listener
    before(async function () {
      skipIf(this, whyNot())
      // Go compiles its library first.
      this.timeout(600_000)
      upstream = await start()
      served = await serve({
        handler: upstreamHandler({ url: `${upstream.origin}/mcp`, timeoutMs: 5_000, log: () => {} }),
      })
      const client = new HybridClient(served.url, {
        policy: 'hybrid',
        ca: [served.ca],
        timeoutMs: 5_000,
        answerMs: 5_000,
      })
      const options = {
        address: '127.0.0.1',
        port: 0,
        policy: 'hybrid',
        headers: {},
        onEvent: () => {},
      } as const
      listener = await startListener({ ...options, client })
    })
    after(async () => {
      await listener?.close()
      await served?.close()
      await upstream?.close()
    })

    const SIDES = {
      'connect --listen': (): Socket => connectTcp(Number(new URL(listener.url).port), '127.0.0.1'),
      serve: (): Socket => connectTls({ host: '127.0.0.1', port: served.port, ca: served.ca }),
    }
    /** Sends bytes as no client library would, and reads until the connection is closed. */
    const say = async (socket: Socket, bytes: string): Promise<string> => {
      let answer = ''
      socket
        .on('error', () => {})
        .on('data', (chunk) => {
          answer += chunk
        })
      socket.write(Buffer.from(bytes, 'latin1'))
      await once(socket, 'close')
      return answer
    }
    const ask = (socket: Socket, fields = ''): Promise<string> =>
      say(socket, `${POST}${fields}Connection: close\r\nContent-Length: ${CALL.length}\r\n\r\n${CALL}`)

    for (const [side, open] of Object.entries(SIDES)) {
      it(`gives it no field that a client forges (${side})`, async () => {
        for (const field of FORGED) {
          const answer = await ask(open(), `${field}: forged\r\nX-Mine: mine\r\n`)
          expect(answer, field)
            .to.match(/^HTTP\/1\.1 200 /)
            .and.not.include('forged')
        }
        expect(await ask(open(), 'X_Api_Key: mine\r\n')).to.match(/^HTTP\/1\.1 200 /)
      })

      for (const [what, bytes] of Object.entries(AMBIGUOUS)) {
        it(`reads no request that was not sent: ${what} (${side})`, async () => {
          const answer = await say(open(), bytes + LAST)
          expect(answer).to.not.include('/smuggled')
          // Were something left on a connection, this would show it.
          for (let more = 0; more < 3; more++) expect(await ask(open())).to.match(/^HTTP\/1\.1 200 /)
          for (const line of await upstream.read()) expect(line).to.match(/^POST \/mcp(?: ping )?$/)
        })
      }
    }
  })
}
