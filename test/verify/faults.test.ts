import type { TlsOptions } from 'node:tls'
import { McpServer } from '@modelcontextprotocol/server'
import { expect } from 'chai'
import { createHandler } from '../../src/lab/endpoint.ts'
import type { CertificateSetup } from '../../src/lab/specifications.ts'
import type { Check, VerifiedEndpoint } from '../../src/model/verification.ts'
import { HANDSHAKE_TYPE } from '../../src/tls/handshake.ts'
import { CONTENT_TYPE } from '../../src/tls/record.ts'
import { HELLO_RETRY_REQUEST_RANDOM } from '../../src/tls/serverHello.ts'
import type { VerifyOptions } from '../../src/verify/verify.ts'
import { mixesBackEnds } from '../middleboxes/mixesBackEnds.ts'
import { type Fault, relayTo } from '../middleboxes/relay.ts'
import { CLASSICAL, checkOf, HYBRID, idsWith, type TlsServer, verifyUrl, webServer } from './verifying.ts'

type Served = { url: string; close(): Promise<void> }
type Outcome = {
  serve: () => Promise<Served>
  options?: Partial<VerifyOptions>
  verdict: VerifiedEndpoint['verdict']
  /** What verify says, by check: each of these failed, or stayed open. */
  failed?: Record<string, RegExp | string>
  open?: Record<string, RegExp | string>
}

/** Milliseconds for a connection and for each answer; and for the whole of a verification. */
const TIMEOUT_MS = 1500

/** The same for a host that is silent on purpose. */
const IMPATIENT: Partial<VerifyOptions> = { timeoutMs: 100 }
const DELAY_MS = 300

/** Bytes: no classical hello is as long, and each with a hybrid key share is longer. */
const SEGMENT = 1200

const mcpServer = (call: () => void): McpServer => {
  const server = new McpServer({ name: 'verified', version: '1.0.0' })
  const annotations = { readOnlyHint: true }
  server.registerTool('list_things', { title: 'Things', description: 'Lists things.', annotations }, () => {
    call()
    return { content: [] }
  })
  return server
}

/** A real MCP server; `call` runs in the middle of its one tool. */
const served = async (
  tls: TlsOptions = HYBRID,
  { call = () => {}, certificate }: { call?: () => void; certificate?: CertificateSetup } = {},
): Promise<TlsServer> => {
  const handler = createHandler(() => mcpServer(call), ['localhost', '127.0.0.1'])
  const server = await webServer(tls, handler.onRequest, certificate)
  return {
    ...server,
    close: async () => {
      await handler.close()
      await server.close()
    },
  }
}

const through = async (fault: Fault, back?: Fault): Promise<Served> => {
  const server = await served()
  const relay = await relayTo(server, fault, back)
  return {
    url: `https://localhost:${relay.port}/mcp`,
    close: async () => {
      await relay.close()
      await server.close()
    },
  }
}

const untouched: Fault = (chunk, pass) => pass(chunk)

/** The record that begins with a ServerHello that is no HelloRetryRequest (RFC 9846 §4.2.3), one bit of its random turned. */
const tampered = (chunk: Buffer): Buffer => {
  const isHello = chunk[0] === CONTENT_TYPE.handshake && chunk[5] === HANDSHAKE_TYPE.server_hello
  if (!isHello || chunk.subarray(11, 43).equals(HELLO_RETRY_REQUEST_RANDOM)) return chunk
  const copy = Buffer.from(chunk)
  copy[20] = (copy[20] as number) ^ 1
  return copy
}

/** Behind one address, in turn. */
const inTurn = async (...kinds: TlsOptions[]): Promise<Served> => {
  const servers = await Promise.all(kinds.map((kind) => served(kind)))
  const relay = await mixesBackEnds(servers)
  return {
    url: `https://localhost:${relay.port}/mcp`,
    close: async () => {
      await relay.close()
      await Promise.all(servers.map((server) => server.close()))
    },
  }
}

/** Gone, with all its connections, while it answers the call. */
const killedInCall = async (): Promise<Served> => {
  let gone: Promise<void> | undefined
  const server = await served(HYBRID, { call: () => (gone ??= server.close()) })
  return { url: server.url, close: () => gone ?? server.close() }
}

const LONG_ONES =
  'a hello of 2 KB: timed out (no answer); a hello of 2 KB in two TCP segments: timed out (no answer); a hello of 2 KB in two records: timed out (no answer)'

const FAULTS: Record<string, Outcome> = {
  'a wrong authority': {
    serve: () => served(),
    options: { ca: [] },
    verdict: 'fail',
    failed: {
      certificates:
        'Its certificate is not trusted: unable to get local issuer certificate (CN=verified.localhost, O=mcp-pqc lab).',
    },
  },
  'an expired certificate': {
    serve: () => served(HYBRID, { certificate: { key: 'P-256', expired: true } }),
    verdict: 'fail',
    failed: {
      certificates:
        /^Its certificate has expired: CN=verified\.localhost, O=mcp-pqc lab on \d{4}-\d{2}-\d{2}\.$/,
    },
  },
  'a certificate for another name': {
    serve: () => served(),
    options: { sni: 'mcp.example.com' },
    verdict: 'fail',
    failed: { certificates: 'Its certificate is for another name: CN=verified.localhost, O=mcp-pqc lab.' },
  },
  'a server that is classical only': {
    serve: () => served(CLASSICAL),
    verdict: 'fail',
    failed: {
      'default-client': 'TLS 1.3 with x25519: not a post-quantum group',
      addresses: '0 of 1 address: accepts no post-quantum group',
    },
  },
  'a server that changes group between dials': {
    serve: () => inTurn(HYBRID, CLASSICAL),
    verdict: 'fail',
    failed: { 'repeated-dials': /^[1-7] of 8 connections post-quantum \(X25519MLKEM768 .*, x25519 / },
  },
  'a relay that drops everything': {
    serve: () => through(() => {}),
    options: IMPATIENT,
    verdict: 'incomplete',
    open: {
      connection: /^port \d+ is open, but no TLS handshake completed: ClientHello timed out: no answer$/,
    },
  },
  'a relay that drops what is long': {
    serve: () => through((chunk, pass) => (chunk.length > SEGMENT ? undefined : pass(chunk))),
    options: IMPATIENT,
    verdict: 'fail',
    failed: { 'hello-tolerance': LONG_ONES },
  },
  'a relay that delays beyond the time limit': {
    serve: () => through((chunk, pass) => void setTimeout(() => pass(chunk), DELAY_MS)),
    options: IMPATIENT,
    verdict: 'incomplete',
    open: {
      connection: /^port \d+ is open, but no TLS handshake completed: ClientHello timed out: no answer$/,
    },
  },
  'a relay that delays what is long': {
    serve: () =>
      through((chunk, pass) => void setTimeout(() => pass(chunk), chunk.length > SEGMENT ? DELAY_MS : 0)),
    options: IMPATIENT,
    verdict: 'fail',
    failed: { 'hello-tolerance': LONG_ONES },
  },
  'a relay that truncates what is long': {
    serve: () => through((chunk, pass) => pass(chunk.subarray(0, SEGMENT))),
    options: IMPATIENT,
    verdict: 'fail',
    failed: { 'hello-tolerance': LONG_ONES },
  },
  'a relay that reorders what is long': {
    serve: () =>
      through((chunk, pass) => {
        if (chunk.length <= SEGMENT) return pass(chunk)
        pass(chunk.subarray(SEGMENT))
        pass(chunk.subarray(0, SEGMENT))
      }),
    verdict: 'fail',
    failed: { 'hello-tolerance': /^a hello of 2 KB: (refused|cut off)/ },
  },
  'a relay that edits the answer': {
    serve: () => through(untouched, (chunk, pass) => pass(tampered(chunk))),
    verdict: 'fail',
    failed: {
      'default-client': 'the handshake failed (ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC)',
      'independent-stack': 'the handshake is invalid: TLSCiphertext: it does not authenticate',
    },
  },
  'a server that is killed in the middle of a call': {
    serve: killedInCall,
    verdict: 'fail',
    failed: { 'tool-call': /^"list_things": / },
  },
}

/** The whole text, with a pattern for what differs from run to run. */
const says = ({ id, evidence }: Check, words: RegExp | string): void => {
  if (typeof words === 'string') expect(evidence, id).to.equal(words)
  else expect(evidence, id).to.match(words)
}

describe('verify and what can go wrong', () => {
  const verified = async ({ serve, options }: Pick<Outcome, 'serve' | 'options'>) => {
    const { url, close } = await serve()
    try {
      const lookup = async () => [{ address: '127.0.0.1' }]
      return await verifyUrl(url, { lookup, dials: 8, timeoutMs: TIMEOUT_MS, samples: 2, ...options })
    } finally {
      await close()
    }
  }

  it('passes without a fault, with a relay on the path and without', async () => {
    for (const serve of [() => served(), () => through(untouched)]) {
      const result = await verified({ serve })
      expect(idsWith(result, 'fail')).to.deep.equal([])
      expect(result.verdict).to.equal('pass')
      expect(result.timings?.samples).to.equal(2)
    }
  })

  for (const [name, { serve, options, verdict, failed = {}, open = {} }] of Object.entries(FAULTS)) {
    it(`says which: ${name}`, async () => {
      const result = await verified({ serve, ...(options ? { options } : {}) })
      expect(result.verdict).to.equal(verdict)
      for (const [id, words] of Object.entries(failed)) {
        says(checkOf(result, id), words)
        expect(checkOf(result, id).result, id).to.equal('fail')
      }
      for (const [id, words] of Object.entries(open)) {
        says(checkOf(result, id), words)
        expect(checkOf(result, id).inconclusive, id).to.equal(true)
      }
    })
  }
})
