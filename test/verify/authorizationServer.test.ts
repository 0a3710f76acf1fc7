import { generateKeyPairSync } from 'node:crypto'
import type { TlsOptions } from 'node:tls'
import { expect } from 'chai'
import type { AuthorizationServer } from '../../src/model/oauth.ts'
import type { Check } from '../../src/model/verification.ts'
import { readKeys } from '../../src/probe/oauth/metadata.ts'
import { type Policy, policyOf } from '../../src/registry/mandates/mandates.ts'
import { judgeTokens } from '../../src/verify/tokens.ts'
import type { VerifyOptions } from '../../src/verify/verify.ts'
import { serve } from '../probe/mcp/mcpServer.ts'
import {
  CLASSICAL,
  checkOf,
  HYBRID,
  protectedServer,
  type TlsServer,
  verifyUrl,
  webServer,
} from './verifying.ts'

const LOCAL = { lookup: async () => [{ address: '127.0.0.1' }] }
const ONLY: TlsOptions = { ecdhCurve: 'X25519MLKEM768' }

const EC = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
const ES256 = { ...EC, alg: 'ES256', use: 'sig' }
const ML_DSA = { kty: 'AKP', alg: 'ML-DSA-65', pub: Buffer.alloc(1952).toString('base64url') }
const POLICY = policyOf(['cnsa-2.0'])

/** An issuer with these keys, and an endpoint that asks for its tokens. */
const pair = async (
  issuerTls: TlsOptions | 'http',
  keys: unknown,
): Promise<{ url: string; issuer: string; close(): Promise<void> }> => {
  let issuer = ''
  const documents = (): Record<string, unknown> => ({
    '/.well-known/oauth-authorization-server': {
      issuer,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      id_token_signing_alg_values_supported: ['ES256'],
      dpop_signing_alg_values_supported: ['ES256'],
    },
    '/keys': keys,
  })
  const answer = (path = '') => documents()[path]
  const server: TlsServer =
    issuerTls === 'http'
      ? await plainServer(answer)
      : await webServer(issuerTls, ({ url }, response) => {
          const found = answer(url)
          response
            .writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' })
            .end(JSON.stringify(found ?? {}))
        })
  issuer = new URL(server.url).origin
  const resource = await protectedServer(issuer)
  return {
    url: resource.url,
    issuer,
    close: async () => {
      await resource.close()
      await server.close()
    },
  }
}

const plainServer = async (answer: (path: string) => unknown): Promise<TlsServer> => {
  const server = await serve(({ url }, response) => {
    const found = answer(url)
    response
      .writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' })
      .end(JSON.stringify(found ?? {}))
  })
  return { port: Number(new URL(server.url).port), url: server.url, close: server.close }
}

type Case = {
  issuer: TlsOptions | 'http'
  keys: unknown
  options?: Parameters<typeof verifyUrl>[1]
  result: Check['result']
  evidence: string
  open?: true
}

/** ISSUER stands for the origin of the issuer. */
const TOKENS = 'tokens of ISSUER: keys EC P-256 (ES256); signs with ES256; DPoP ES256'

const CASES: Record<string, Case> = {
  'passes an issuer that is hybrid, and says what signs': {
    issuer: HYBRID,
    keys: { keys: [ES256] },
    result: 'pass',
    evidence: `ISSUER/: accepts X25519MLKEM768; ${TOKENS}`,
  },
  'fails a classical issuer': {
    issuer: CLASSICAL,
    keys: { keys: [ES256] },
    result: 'fail',
    evidence: `ISSUER/: accepts no post-quantum group; ${TOKENS}`,
  },
  'fails an issuer that would rather be classical': {
    issuer: { ecdhCurve: 'X25519/X25519MLKEM768' },
    keys: { keys: [ES256] },
    result: 'fail',
    evidence: `ISSUER/: accepts X25519MLKEM768, but prefers x25519; ${TOKENS}`,
  },
  'fails an issuer in the clear': {
    issuer: 'http',
    keys: { keys: [ES256] },
    result: 'fail',
    evidence: `ISSUER/: plain HTTP: its tokens are readable by anyone on the network path; ${TOKENS}`,
  },
  'under pqc the issuer lets in nothing classical either': {
    issuer: HYBRID,
    keys: { keys: [ES256] },
    options: { requirement: 'pqc' },
    result: 'fail',
    evidence: `ISSUER/: accepts X25519MLKEM768; It accepts clients without post-quantum key exchange: x25519.; ${TOKENS}`,
  },
  'under pqc passes the issuer that does': {
    issuer: ONLY,
    keys: { keys: [ES256] },
    options: { requirement: 'pqc' },
    result: 'pass',
    evidence: `ISSUER/: accepts X25519MLKEM768; ${TOKENS}`,
  },
  'under pqc-signatures classical keys fail, and so does its certificate': {
    issuer: HYBRID,
    keys: { keys: [ES256] },
    options: { requirement: 'pqc-signatures' },
    result: 'fail',
    evidence: `ISSUER/: accepts X25519MLKEM768; A quantum computer can forge the signatures of its certificates: EC secp256r1 signed with ecdsa-with-SHA256.; ${TOKENS}`,
  },
  'stays open where the keys cannot be read': {
    issuer: HYBRID,
    keys: undefined,
    result: 'skipped',
    evidence:
      'ISSUER/: accepts X25519MLKEM768; tokens of ISSUER: its key set could not be read; metadata: the key set does not exist',
    open: true,
  },
}

describe('verify of the authorization server', () => {
  for (const [name, { issuer, keys, options, result, evidence, open }] of Object.entries(CASES)) {
    it(name, async () => {
      const servers = await pair(issuer, keys)
      try {
        const check = checkOf(
          await verifyUrl(servers.url, { ...LOCAL, dials: 1, named: [`${servers.issuer}/`], ...options }),
          'authorization-server',
        )
        expect(check.evidence).to.equal(evidence.replaceAll('ISSUER', servers.issuer))
        expect(check.result).to.equal(result)
        expect(check.inconclusive).to.equal(open)
        if (result === 'fail') expect(check.remedy).to.be.a('string')
      } finally {
        await servers.close()
      }
    })
  }

  it('asks no other port of its host that was not named', async () => {
    const asked: string[] = []
    const hidden = await plainServer((path) => asked.push(path))
    const resource = await webServer(HYBRID, ({ url = '' }, response) => {
      if (!url.startsWith('/.well-known/oauth-protected-resource')) return response.writeHead(401).end()
      const issuer = `http://localhost:${hidden.port}`
      return response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ resource: resource.url, authorization_servers: [issuer] }))
    })
    try {
      const check = checkOf(await verifyUrl(resource.url, { ...LOCAL, dials: 1 }), 'authorization-server')
      expect(check).to.deep.include({ result: 'skipped', inconclusive: true })
      expect(check.evidence).to.include('a loopback address that was not in scope')
      expect(asked).to.deep.equal([])
    } finally {
      await resource.close()
      await hidden.close()
    }
  })

  it('is skipped if the endpoint does not ask for a token', async () => {
    const server = await webServer(HYBRID, (_, response) => response.writeHead(404).end())
    try {
      const check = checkOf(await verifyUrl(server.url, { ...LOCAL, dials: 1 }), 'authorization-server')
      expect(check).to.deep.include({ result: 'skipped' }).and.not.have.property('inconclusive')
    } finally {
      await server.close()
    }
  })
})

describe('verify of token-signing keys', () => {
  it('is held to the requirement, key by key', () => {
    const judged = (keys: object[], policy?: Policy) => tokensOf(keys, policy)
    expect(judged([ML_DSA])).to.include({ result: 'pass' })
    expect(judged([ML_DSA, ES256])).to.include({ result: 'warn' })
    expect(judged([ES256])).to.include({ result: 'fail' })
    expect(judged([{ kty: 'NEW' }])).to.include({ inconclusive: true })
    expect(judged([ML_DSA], POLICY)).to.include({ result: 'fail' })
    expect(judged([{ ...ML_DSA, use: 'enc' }])).to.include({ inconclusive: true })
  })
})

const tokensOf = (keys: object[], policy: Policy | undefined) => {
  const { keys: read } = readKeys({ keys })
  return judgeTokens({ options: { requirement: 'pqc-signatures', policy } as VerifyOptions }, {
    issuer: 'https://issuer.example',
    url: 'https://issuer.example/metadata',
    keys: read,
    signingAlgorithms: {},
    dpopSigningAlgorithms: [],
  } as unknown as AuthorizationServer)
}
