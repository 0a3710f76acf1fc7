import { expect } from 'chai'
import fc from 'fast-check'
import { EventReader, isEventStream, messageEvent, type ServerEvent } from '../../../src/mcp/eventStream.ts'
import { EndpointEvent, EventPosition } from '../../../src/mcp/eventWatcher.ts'
import {
  decodeFieldValue,
  encodeFieldValue,
  headerMismatch,
  isFieldValue,
  standardFields,
} from '../../../src/mcp/fields.ts'
import { parseExactly, readJson } from '../../../src/mcp/json.ts'
import { Lines } from '../../../src/mcp/lines.ts'
import { asLine, type Message, messageOf, readBatch, replyTo, rpcError } from '../../../src/mcp/message.ts'
import { MessageScan } from '../../../src/mcp/messageScan.ts'
import { initializeRequest, modernParams, rpcRequest } from '../../../src/mcp/requests.ts'
import { ToolFields } from '../../../src/mcp/toolFields.ts'
import { MODERN_REVISION } from '../../../src/registry/mcp/mcpRevisions.ts'
import { bytesReader, type Codec, property, textReader } from '../harness.ts'
import { inPieces, json, pieces } from '../values.ts'

const id = fc.oneof(fc.integer(), fc.string({ maxLength: 20 }))
const params = fc.dictionary(fc.string({ maxLength: 10 }), json, { maxKeys: 5 })

const request = fc
  .tuple(id, fc.constantFrom('tools/call', 'tools/list', 'initialize', 'x'), params)
  .map(([requestId, method, own]) => JSON.stringify({ jsonrpc: '2.0', id: requestId, method, params: own }))
const notification = params.map((own) => rpcRequest(undefined, 'notifications/progress', own))
const response = fc.oneof(
  fc.tuple(id, json).map(([of, result]) => JSON.stringify({ jsonrpc: '2.0', id: of, result })),
  fc
    .tuple(id, fc.string(), json)
    .map(([of, message, data]) => rpcError(JSON.stringify(of), { code: -32_600, message, data })),
)
const message = fc.oneof(request, notification, response, fc.constant(initializeRequest(1)))
const messages = fc.oneof(
  { weight: 3, arbitrary: message },
  { weight: 1, arbitrary: fc.array(message, { minLength: 1, maxLength: 6 }).map((all) => `[${all.join()}]`) },
)

/** Numbers in every spelling of RFC 8259 §6, most of which JavaScript would write in another way. */
const digits = (most: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: most })
const number = fc
  .tuple(
    fc.constantFrom('', '-'),
    digits(40).map((all) => all.replace(/^0+(?=\d)/, '')),
    fc.option(digits(40), { nil: undefined }),
    fc.option(fc.tuple(fc.constantFrom('e', 'E'), fc.constantFrom('', '+', '-'), digits(4)), {
      nil: undefined,
    }),
  )
  .map(
    ([sign, whole, fraction, exponent]) =>
      `${sign}${whole}${fraction === undefined ? '' : `.${fraction}`}${exponent?.join('') ?? ''}`,
  )

/** JSON without white space, as JSON.stringify writes it, with any numbers. */
const exactJson = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    number,
    fc.string({ unit: 'binary', maxLength: 10 }).map((text) => JSON.stringify(text)),
    fc.constantFrom('true', 'false', 'null', '"\\u0000"', '"\\u00001"'),
    fc.array(tie('value'), { maxLength: 6 }).map((all) => `[${all.join()}]`),
    fc
      .uniqueArray(
        fc.string({ maxLength: 6 }).filter((key) => !/^\d+$/.test(key)),
        { maxLength: 5 },
      )
      .chain((keys) =>
        fc
          .tuple(...keys.map(() => tie('value')))
          .map((all) => `{${all.map((value, i) => `${JSON.stringify(keys[i])}:${value}`).join()}}`),
      ),
  ),
})).value

/** Each number as digits without zeros at their ends, and an exponent of ten: 1.50 and 15e-1 are the same. */
const withPlainNumbers = (text: string): string =>
  text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
    token.startsWith('"') ? token : plainNumber(token),
  )

const plainNumber = (text: string): string => {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  const shown = digits.replace(/0+$/, '')
  if (shown === '') return '0'
  return `${sign}${shown}e${BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - shown.length)}`
}

const event = fc.record({
  json: messages,
  id: fc.option(fc.string({ unit: fc.constantFrom(...'abc-019'), maxLength: 8 }), { nil: undefined }),
})
const stream = fc
  .array(
    fc.oneof(
      event.map(({ json: text, id: own }) => messageEvent(text, own)),
      fc.constantFrom(': keep-alive\n\n', 'event: endpoint\ndata: /messages?id=1\n\n', 'retry: 10\r\n\r\n'),
    ),
    { maxLength: 6 },
  )
  .map((all) => Buffer.from(all.join('')))

const RPC = ['"jsonrpc":"2.0"', '"id":1', '"method":"x"', '"params":{}', '"result":', '"error":', '[[', '{"']

const readMessages = (text: string): unknown => {
  const read = readBatch(text)
  return Array.isArray(read) ? (read as Message[]).map((one) => ({ ...one, raw: undefined })) : read
}

const isJsonError = (error: unknown): boolean =>
  error instanceof SyntaxError || (error instanceof RangeError && error.message.startsWith('JSON '))

const eventsOf = (parts: readonly Uint8Array[]) => {
  const reader = new EventReader()
  const events: ServerEvent[] = parts.flatMap((part) => reader.read(part))
  return { events, id: reader.lastEventId, retry: reader.retryMs, held: reader.held }
}

const endpointOf = (parts: readonly Uint8Array[]): string => {
  const watcher = new EndpointEvent((url) => `[${url}]`)
  return Buffer.concat(parts.map((part) => watcher.read(part))).toString('latin1')
}

const positionOf = (parts: readonly Uint8Array[]) => {
  const position = new EventPosition((id) => `<${id}>`)
  const given = Buffer.concat(parts.map((part) => position.read(part))).toString('latin1')
  return [position.lastId, given, position.cutOff()]
}

const linesOf = (parts: readonly Uint8Array[], tooLong: 'cut' | 'scan') => {
  const lines = new Lines(MAX_LINE, tooLong)
  return [...parts.flatMap((part) => lines.read(part)), ...lines.rest()]
}

const MAX_LINE = 64

const scanOf = (parts: readonly Uint8Array[]) => {
  const scan = new MessageScan()
  for (const part of parts) scan.read(part)
  return { ids: scan.ids, answered: scan.answered, problem: scan.problem }
}

const toolList = fc
  .array(
    fc.record({ name: fc.string(), property: fc.string(), header: fc.string({ maxLength: 8 }), value: json }),
  )
  .map((tools) => ({
    tools: tools.map(({ name, property: own, header }) => ({
      name,
      inputSchema: { properties: { [own]: { 'x-mcp-header': header } } },
    })),
    calls: tools.map(({ name, property: own, value }) => ({ name, arguments: { [own]: value } })),
  }))

export const mcp = (): Codec => ({
  readers: [
    textReader({
      name: 'JSON with exact numbers',
      read: parseExactly,
      valid: exactJson,
      isOwn: isJsonError,
      tokens: ['"\\u0000', '1234567890123456789', '0.1e-30'],
    }),
    textReader({
      name: 'JSON of an answer',
      read: readJson,
      valid: json.map((value) => JSON.stringify(value)),
    }),
    textReader({
      name: 'JSON-RPC messages',
      read: readMessages,
      valid: messages,
      tokens: RPC,
      fixed: 10_000,
    }),
    textReader({
      name: 'JSON-RPC reply',
      read: (text) => replyTo(1, readJson(text)),
      valid: messages,
      tokens: RPC,
    }),
    bytesReader({
      name: 'ids of JSON-RPC requests',
      read: (bytes) => scanOf([bytes]),
      valid: messages.map((text) => Buffer.from(text)),
    }),
    bytesReader({ name: 'event stream', read: (bytes) => eventsOf([bytes]), valid: stream }),
    bytesReader({ name: 'endpoint event', read: (bytes) => endpointOf([bytes]), valid: stream }),
    bytesReader({ name: 'position in an event stream', read: (bytes) => positionOf([bytes]), valid: stream }),
    bytesReader({
      name: 'lines of messages',
      read: (bytes) => [linesOf([bytes], 'cut'), linesOf([bytes], 'scan')],
      valid: fc.array(messages).map((all) => Buffer.from(all.map((text) => `${asLine(text)}\n`).join(''))),
    }),
    textReader({
      name: 'value of a header field of MCP',
      read: (text) => [decodeFieldValue(text), isFieldValue(text), isEventStream(text)],
      valid: fc.string().map(encodeFieldValue),
      tokens: ['=?base64?', '?=', 'text/event-stream'],
    }),
  ],
  properties: [
    property('JSON: numbers are written with the value that they had', exactJson, (text) => {
      expect(withPlainNumbers(JSON.stringify(parseExactly(text)))).to.equal(withPlainNumbers(text))
    }),
    property(
      'JSON: what JSON.parse refuses is refused, and nothing else',
      fc.tuple(exactJson, fc.nat(), fc.string({ maxLength: 3 })),
      ([text, at, put]) => {
        const changed = text.slice(0, at % text.length) + put + text.slice((at % text.length) + put.length)
        let expected: unknown = 'refused'
        try {
          expected = JSON.stringify(JSON.parse(changed))
        } catch {}
        let found: unknown = 'refused'
        try {
          // JSON.parse again: of numbers that are written in another way the values are the same.
          found = JSON.stringify(JSON.parse(JSON.stringify(parseExactly(changed))))
        } catch {}
        expect(found).to.equal(expected)
      },
    ),
    property('JSON-RPC: requests are read with their ids', fc.tuple(id, params), ([own, given]) => {
      const text = JSON.stringify({ jsonrpc: '2.0', id: own, method: 'tools/call', params: given })
      expect(messageOf(JSON.parse(text))).to.deep.include({
        kind: 'request',
        id: JSON.stringify(own),
        method: 'tools/call',
        params: JSON.parse(JSON.stringify(given)),
      })
      if (text.length < 200) expect(scanOf([Buffer.from(text)]).ids.length).to.equal(1)
    }),
    property(
      'MCP: an event stream does not depend on how it was cut',
      fc.tuple(stream, pieces),
      ([bytes, sizes]) => {
        const parts = inPieces(bytes, sizes)
        const { held: _, ...whole } = eventsOf([bytes])
        expect(eventsOf(parts)).to.deep.include(whole)
        expect(positionOf(parts)).to.deep.equal(positionOf([bytes]))
        expect(endpointOf(parts)).to.equal(endpointOf([bytes]))
      },
    ),
    property(
      'MCP: any bytes of a stream give the same in pieces of any size',
      fc.tuple(
        fc.string({
          unit: fc.constantFrom('\r', '\n', ':', ' ', 'data', 'event', 'id', 'é', '\ufeff', 'endpoint'),
        }),
        pieces,
      ),
      ([text, sizes]) => {
        const bytes = Buffer.from(text)
        const parts = inPieces(bytes, sizes)
        expect(eventsOf(parts).events).to.deep.equal(eventsOf([bytes]).events)
        expect(positionOf(parts)).to.deep.equal(positionOf([bytes]))
        expect(endpointOf(parts)).to.equal(endpointOf([bytes]))
        for (const tooLong of ['cut', 'scan'] as const)
          expect(linesOf(parts, tooLong)).to.deep.equal(linesOf([bytes], tooLong))
        expect(scanOf(parts)).to.deep.equal(scanOf([bytes]))
      },
    ),
    property('MCP: written events are read', fc.array(event, { maxLength: 5 }), (all) => {
      const text = all.map(({ json: own, id: of }) => messageEvent(own, of)).join('')
      const { events } = eventsOf([Buffer.from(text)])
      expect(events).to.deep.equal(all.map(({ json: own }) => ({ event: 'message', data: own })))
    }),
    property('MCP: lines of any length are bounded', fc.array(fc.string({ unit: 'binary' })), (texts) => {
      for (const line of linesOf([Buffer.from(texts.join('\n'))], 'cut'))
        expect(Buffer.byteLength(String(line))).to.be.at.most(3 * MAX_LINE)
    }),
    property(
      'MCP: an encoded field value is a field value, and is decoded',
      fc.string({ unit: 'binary' }),
      (text) => {
        const encoded = encodeFieldValue(text)
        expect(isFieldValue(encoded)).to.equal(true)
        expect(decodeFieldValue(encoded)).to.equal(text.toWellFormed())
      },
    ),
    property('MCP: standard fields agree with the message that they repeat', params, (own) => {
      const call = { method: 'tools/call', params: modernParams(MODERN_REVISION, own) }
      const fields = standardFields(call)
      expect(headerMismatch(call, fields)).to.equal(undefined)
      for (const value of Object.values(fields)) expect(isFieldValue(value)).to.equal(true)
    }),
    property(
      'MCP: arguments that tools want in header fields are field values',
      toolList,
      ({ tools, calls }) => {
        const fields = new ToolFields()
        fields.learn({ tools })
        for (const call of calls)
          for (const [name, value] of Object.entries(fields.fieldsFor(call))) {
            expect(name).to.match(/^[\w!#$%&'*+.^`|~-]+$/)
            expect(isFieldValue(value), value).to.equal(true)
          }
      },
    ),
  ],
})
