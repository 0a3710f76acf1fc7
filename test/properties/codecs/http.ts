import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { expect } from 'chai'
import fc from 'fast-check'
import { redirected } from '../../../src/gateway/client/redirect.ts'
import { rewriteChallenge, rewriteMetadata } from '../../../src/gateway/passThrough/metadata.ts'
import { Places } from '../../../src/gateway/passThrough/places.ts'
import { isObject, readJson } from '../../../src/mcp/json.ts'
import { failureOf } from '../../../src/probe/http/failure.ts'
import { inflate, utf8 } from '../../../src/probe/http/http.ts'
import { shown, webUrl } from '../../../src/probe/oauth/fetch.ts'
import {
  authorizationServer,
  issuerMetadataUrls,
  protectedResource,
  readKeys,
  resourceMetadataOf,
  resourceMetadataUrls,
} from '../../../src/probe/oauth/metadata.ts'
import { bytesReader, type Codec, property, textReader } from '../harness.ts'
import { hostileText, json } from '../values.ts'

const UPSTREAM = 'http://127.0.0.1:9000'
const GATEWAY = 'https://gateway.example'

const ASKER = { peer: undefined }
const PLACE = { kind: 'endpoint', target: '/mcp', methods: ['POST'] } as const

const MAX_BODY = 4096
const body = fc
  .tuple(fc.constantFrom(gzipSync, deflateSync, brotliCompressSync), fc.uint8Array({ maxLength: 6000 }))
  .map(([compress, content]) => Uint8Array.from(compress(content)))

const path = fc
  .array(
    fc.constantFrom(
      '/',
      '/mcp',
      '/a',
      '//evil.example',
      '/..',
      '/%2e%2e',
      ';',
      '?a=b',
      '#c',
      '\\',
      '@evil.example',
      '%00',
      '.well-known',
      '/oauth-protected-resource',
      'é',
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.join(''))
const location = fc.oneof(
  path,
  path.map((rest) => UPSTREAM + rest),
  path.map((rest) => `https://evil.example${rest}`),
  hostileText,
)

const quotedString = fc.string({ unit: fc.constantFrom(...'ab/:?=. "\\') })
const challenge = fc
  .tuple(
    fc.constantFrom('Bearer', 'DPoP', 'Basic realm="a",'),
    quotedString,
    fc.constantFrom('', ', scope="a b"', ', error=invalid_token'),
  )
  .map(([scheme, url, rest]) => `${scheme} resource_metadata="${url.replaceAll(/["\\]/g, '\\$&')}"${rest}`)

const url = fc.oneof(
  fc.webUrl(),
  fc.constantFrom('http://a:b@c.example/', 'javascript:1', 'https://a.example', '', 'x'),
)
const members = <T>(value: fc.Arbitrary<T>) => fc.oneof<fc.Arbitrary<unknown>[]>(value, json)
const metadata = fc.record(
  {
    resource: members(url),
    issuer: members(url),
    jwks_uri: members(url),
    authorization_servers: members(fc.array(url, { maxLength: 6 })),
    token_endpoint: members(url),
    scopes_supported: members(fc.array(fc.string(), { maxLength: 4 })),
    id_token_signing_alg_values_supported: members(fc.array(fc.constantFrom('RS256', 'ES256', 'ML-DSA-65'))),
    dpop_signing_alg_values_supported: members(fc.array(fc.constantFrom('ES256'))),
    tls_client_certificate_bound_access_tokens: fc.boolean(),
    keys: members(
      fc.array(
        fc.record(
          {
            kty: fc.constantFrom('RSA', 'EC', 'OKP', 'AKP', 'oct'),
            alg: fc.constantFrom('RS256', 'ML-DSA-65'),
            crv: fc.constantFrom('P-256', 'Ed25519', 'toString', '__proto__'),
            n: fc.base64String(),
            pub: fc.base64String(),
            d: fc.string(),
          },
          { requiredKeys: [] },
        ),
        { maxLength: 5 },
      ),
    ),
  },
  { requiredKeys: [] },
)

const ASKED = new URL('https://mcp.example/mcp')
const METADATA = 'https://mcp.example/.well-known/oauth-protected-resource'

const readMetadata = (text: string): unknown => {
  const read = readJson(text)
  if (!('value' in read) || !isObject(read.value)) return undefined
  const { value } = read
  return [
    protectedResource(value, METADATA, ASKED, () => {}),
    authorizationServer(value, METADATA, ASKED.href, () => {}),
    readKeys(value),
  ]
}

export const http = (): Codec => ({
  readers: [
    ...['gzip', 'deflate', 'br', 'identity'].map((encoding) =>
      bytesReader({
        name: `body encoded with ${encoding}`,
        read: (bytes) => inflate(Buffer.from(bytes), encoding, MAX_BODY),
        valid: body,
        // What it becomes is bounded by the limit, whatever the factor.
        fixed: MAX_BODY + 100,
        weight: 1,
        share: 0.25,
      }),
    ),
    bytesReader({
      name: 'UTF-8 of a body',
      read: utf8,
      valid: fc.string().map((text) => Buffer.from(text)),
      share: 0.3,
    }),
    textReader({
      name: 'WWW-Authenticate of a probe',
      read: (text) => resourceMetadataOf([text, text]),
      valid: challenge,
      tokens: ['resource_metadata=', '"', '\\"', 'Bearer ', ', '],
    }),
    textReader({
      name: 'WWW-Authenticate that serve passes on',
      read: (text) => rewriteChallenge(text, UPSTREAM, GATEWAY),
      valid: challenge,
      tokens: ['resource_metadata="', `${UPSTREAM}/x`, '"'],
      weight: 12,
    }),
    textReader({
      name: 'metadata that serve passes on',
      read: (text) => rewriteMetadata(text, UPSTREAM, GATEWAY),
      valid: metadata.map((value) => JSON.stringify(value)),
      tokens: ['"resource":', `"${UPSTREAM}"`],
      weight: 12,
    }),
    textReader({
      name: 'request target and Location of an upstream',
      read: (text) => {
        const places = new Places(new URL(`${UPSTREAM}/mcp?key=x`))
        return [
          places.redirect(text, PLACE, ASKER),
          places.announce(text, '/mcp', ASKER),
          places.find(text, ASKER),
        ]
      },
      valid: path,
      tokens: ['//', '/mcp', '?', '#', '%2f', '\\', 'http:', '@'],
      // Three answers: a character is nine in a URL, and twelve in the token of it.
      weight: 40,
      // A token for each that the upstream names.
      fixed: 20_000,
    }),
    textReader({
      name: 'redirect that connect refuses',
      read: (text) => redirected(307, URL.parse(text, GATEWAY), new URL(GATEWAY)).message,
      valid: location,
    }),
    textReader({
      name: 'metadata of OAuth',
      read: readMetadata,
      valid: metadata.map((value) => JSON.stringify(value)),
      tokens: ['"keys":[', '"kty":"RSA"', '"authorization_servers":[', '"_endpoint":', '"__proto__":'],
      weight: 40,
      fixed: 10_000,
    }),
    textReader({
      name: 'URL of metadata',
      read: (text) => {
        const parsed = webUrl(text)
        return parsed && [shown(parsed), issuerMetadataUrls(parsed), resourceMetadataUrls(parsed)]
      },
      valid: url,
      weight: 60,
    }),
    textReader({
      name: 'message of an error',
      read: (text) => failureOf(Object.assign(new Error(text), { code: text, cause: new Error(text) })),
      valid: fc.constantFrom(
        'ECONNRESET',
        'UND_ERR_SOCKET',
        'ERR_SSL_TLSV1_ALERT_ACCESS_DENIED',
        'HPE_INVALID_VERSION',
      ),
    }),
  ],
  properties: [
    property(
      'HTTP: an encoded body is decoded, up to the limit',
      fc.uint8Array({ maxLength: 6000 }),
      (content) => {
        for (const [encoding, compress] of [
          ['gzip', gzipSync],
          ['deflate', deflateSync],
          ['br', brotliCompressSync],
        ] as const) {
          const read = inflate(compress(content), encoding, MAX_BODY)
          if (content.length > MAX_BODY) expect(read).to.equal('too-large')
          else expect(Uint8Array.from(read as Buffer)).to.deep.equal(content)
        }
      },
      0.3,
    ),
    property('HTTP: the URL of a challenge is read', fc.tuple(quotedString, challenge), ([text, other]) => {
      const quoted = text.replaceAll(/["\\]/g, '\\$&')
      expect(resourceMetadataOf([`Bearer realm="x", resource_metadata="${quoted}"`, other])).to.equal(text)
    }),
    property('HTTP: a place of the upstream stays within its origin', location, (text) => {
      const places = new Places(new URL(`${UPSTREAM}/mcp`))
      for (const to of [
        places.redirect(text, PLACE, ASKER),
        places.announce(text, '/mcp', ASKER),
        places.find(text, ASKER)?.target,
        places.find(places.redirect(text, PLACE, ASKER) ?? '', ASKER)?.target,
      ]) {
        if (to === undefined) continue
        expect(to).to.match(/^\/(?!\/)/)
        expect(new URL(to, UPSTREAM).origin).to.equal(UPSTREAM)
        expect(new URL(to, GATEWAY).origin).to.equal(GATEWAY)
        expect(to).to.match(/^[\x21-\x7e]*$/)
      }
    }),
    property('OAuth: only web addresses without user information are asked', url, (text) => {
      const parsed = webUrl(text)
      if (parsed === undefined) return
      expect(parsed.protocol).to.match(/^https?:$/)
      for (const one of [...issuerMetadataUrls(parsed), ...resourceMetadataUrls(parsed)])
        expect(new URL(one).origin).to.equal(parsed.origin)
    }),
  ],
})
