import fc from 'fast-check'
import { encodeHandshake } from '../../../src/tls/handshake.ts'
import { CONTENT_TYPE, encodeRecords } from '../../../src/tls/record.ts'
import { bytesLike, textLike } from '../../properties/mutations.ts'
import { HELLO } from '../../tls/exchange/server13.ts'

const BODY = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'
const INNER = 'GET /smuggled HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'

const head = (method: string, target: string, ...fields: string[]): string =>
  [`${method} ${target} HTTP/1.1`, ...fields, '', ''].join('\r\n')

/** Requests of clients, and what is known to be read in two ways (RFC 9112 §6.1, §11.2). */
const requests = (authority: string): fc.Arbitrary<string> => {
  const host = `Host: ${authority}`
  const json = 'Content-Type: application/json'
  const chunked = `${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`
  const post = head('POST', '/mcp', host, json, `Content-Length: ${BODY.length}`) + BODY
  return fc.constantFrom(
    post,
    post + post,
    post + head('GET', '/mcp', host, 'Accept: text/event-stream'),
    head('POST', '/mcp', host, json, 'Transfer-Encoding: chunked') + chunked,
    head('POST', '/mcp', host, json, 'Transfer-Encoding: chunked', 'Trailer: X') +
      chunked.replace(/\r\n$/, 'X: y\r\n\r\n'),
    head(
      'POST',
      '/mcp',
      host,
      `Content-Length: ${chunked.length + INNER.length}`,
      'Transfer-Encoding: chunked',
    ) +
      chunked +
      INNER,
    head('POST', '/mcp', host, 'Content-Length: 4', `Content-Length: ${BODY.length}`) + BODY + INNER,
    head('POST', '/mcp', host, 'Transfer-Encoding: identity, chunked') + chunked + INNER,
    head('POST', '/mcp', host, 'Transfer-Encoding : chunked') + chunked + INNER,
    head('POST', '/mcp', host, 'Transfer-Encoding:\tchunked\r\n ,identity') + chunked + INNER,
    head('POST', '/mcp', host, 'Content-Length: +46') + BODY + INNER,
    head('POST', '/mcp', host, 'Content-Length: 0x2e') + BODY + INNER,
    head('GET', '/mcp', host, `Content-Length: ${INNER.length}`) + INNER,
    head('POST', '/mcp', host, 'Expect: 100-continue', `Content-Length: ${BODY.length}`) + BODY,
    head('POST', 'http://evil.example/mcp', host, 'Content-Length: 0'),
    head('CONNECT', 'evil.example:443', host),
    head('OPTIONS', '*', host),
    head('GET', '/mcp', host, 'Connection: upgrade', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABk'),
    head('GET', '/mcp', 'Host: evil.example'),
    head('GET', '/mcp', host, 'Host: evil.example'),
    head('GET', '/mcp', `Host: ${authority}@evil.example`),
    head('GET', '/mcp'),
    head('GET', '/mcp', host, 'Origin: https://evil.example'),
    head('GET', '/mcp', host, `Origin: https://${authority}`),
    head('GET', '/mcp', host, `Origin: https://${authority}.evil.example`),
    head('GET', '/mcp', host, 'Origin: null'),
    head('GET', '//evil.example/mcp', host),
    head('GET', '/mcp/../admin', host),
    head('GET', '/.well-known/oauth-protected-resource/..%2f..%2fadmin', host),
    // The preface and first frames of HTTP/2 (RFC 9113 §3.4): serve does not speak it.
    `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0\0\0\x1d\x01\x05\0\0\0\x01\x82\x84\x87`,
  )
}

const TOKENS = [
  '\r\n',
  '\n',
  '\r',
  '\r\n\r\n',
  ' ',
  '\t',
  ':',
  '\0',
  ';',
  ',',
  '0\r\n\r\n',
  'ffffffff\r\n',
  '1;a="b"\r\n',
  INNER,
  'Content-Length: 5\r\n',
  'Content-Length: 99999999999999999999\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Transfer-Encoding: xchunked\r\n',
  'transfer_encoding: chunked\r\n',
  'Connection: close\r\n',
  'Host: evil.example\r\n',
  'Origin: https://evil.example\r\n',
  'X-Forwarded-For: 1.2.3.4\r\n',
  'HTTP/1.0',
  'HTTP/1.2',
  'GET ',
  'PRI * HTTP/2.0',
]

/** With one of the tokens at the end of any line. */
const withLines = (valid: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(valid, fc.constantFrom(...TOKENS), fc.nat()).map(([text, token, at]) => {
    const lines = text.split('\r\n')
    return lines.toSpliced(1 + (at % lines.length), 0, token.replace(/\r\n$/, '')).join('\r\n')
  })

/** What is sent over TLS: a request, changed or not. */
export const mutatedRequests = (authority: string): fc.Arbitrary<Buffer> => {
  const valid = requests(authority)
  return fc
    .oneof(
      { weight: 2, arbitrary: valid },
      { weight: 3, arbitrary: withLines(valid) },
      { weight: 4, arbitrary: textLike(valid, TOKENS) },
    )
    .map((text) => Buffer.from(text, 'latin1'))
}

/** What is sent instead of TLS: records with a ClientHello, changed. */
export const mutatedHellos = (): fc.Arbitrary<Buffer> =>
  bytesLike(
    fc.constantFrom(
      encodeRecords(CONTENT_TYPE.handshake, 0x0301, HELLO),
      encodeRecords(CONTENT_TYPE.handshake, 0x0301, HELLO, 20),
      encodeRecords(CONTENT_TYPE.handshake, 0x0301, encodeHandshake(1, new Uint8Array(40))),
    ),
  ).map((bytes) => Buffer.from(bytes))

const answer = (...fields: string[]): string => ['HTTP/1.1 200 OK', ...fields, '', ''].join('\r\n')

/** What a server answers to a probe, changed. */
export const mutatedAnswers = (): fc.Arbitrary<Buffer> =>
  textLike(
    fc.constantFrom(
      `${answer('Content-Type: application/json', 'Content-Length: 2')}{}`,
      `${answer('Content-Type: application/json', 'Transfer-Encoding: chunked')}2\r\n{}\r\n0\r\n\r\n`,
      `${answer('Content-Type: text/event-stream')}data: {"jsonrpc":"2.0","id":1,"result":{}}\n\n`,
      `${answer('Content-Length: 2', 'Content-Encoding: gzip')}{}`,
      `HTTP/1.1 100 Continue\r\n\r\n${answer('Content-Length: 0')}`,
      'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer resource_metadata="https://a.example/"\r\nContent-Length: 0\r\n\r\n',
      'HTTP/1.1 307 Temporary Redirect\r\nLocation: /mcp2\r\nContent-Length: 0\r\n\r\n',
    ),
    TOKENS,
  ).map((text) => Buffer.from(text, 'latin1'))
