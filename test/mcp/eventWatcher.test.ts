import { expect } from 'chai'
import { EndpointEvent, EventPosition } from '../../src/mcp/eventWatcher.ts'
import { pieces } from './pieces.ts'

describe('the place that HTTP+SSE names', () => {
  const read = (chunks: readonly Uint8Array[]): string => {
    const event = new EndpointEvent((place) => `/gateway${place}`)
    return Buffer.concat(chunks.map((chunk) => event.read(chunk))).toString()
  }

  const CASES: [what: string, stream: string, expected: string][] = [
    [
      'at the beginning',
      'event: endpoint\ndata: /message?id=1\n\nevent: message\ndata: {}\n\n',
      'event: endpoint\ndata: /gateway/message?id=1\n\nevent: message\ndata: {}\n\n',
    ],
    [
      'with other line ends, and no space',
      'event:endpoint\r\ndata:/m\r\n\r\ndata: x\r\n\r\n',
      'event: endpoint\ndata: /gateway/m\n\ndata: x\r\n\r\n',
    ],
    [
      'behind a comment',
      ': hello\n\nevent: endpoint\ndata: /m\n\n',
      ': hello\n\nevent: endpoint\ndata: /gateway/m\n\n',
    ],
    [
      'behind a byte order mark and what is no event',
      '\ufeffretry: 100\n\nid: 1\n\nevent: endpoint\ndata: /m\n\n',
      '\ufeffretry: 100\n\nid: 1\n\nevent: endpoint\ndata: /gateway/m\n\n',
    ],
    [
      'right behind a byte order mark',
      '\ufeffevent: endpoint\ndata: /m\n\n',
      'event: endpoint\ndata: /gateway/m\n\n',
    ],
    [
      'behind a comment that ends in CR LF',
      ': hello\r\n\r\nevent: endpoint\ndata: /m\n\n',
      ': hello\r\n\r\nevent: endpoint\ndata: /gateway/m\n\n',
    ],
    ['never, in a stream of CR LF', 'data: {}\r\n\r\ndata: x\r\n\r\n', 'data: {}\r\n\r\ndata: x\r\n\r\n'],
    [
      'with an LF after it that is not its own',
      'event: endpoint\rdata: /m\r\r: x\n\ndata: y\n\n',
      'event: endpoint\ndata: /gateway/m\n\n: x\n\ndata: y\n\n',
    ],
    [
      'with a path that is not ASCII',
      'event: endpoint\ndata: /é\n\n',
      'event: endpoint\ndata: /gateway/é\n\n',
    ],
    [
      'never',
      'event: message\ndata: {}\n\nevent: endpoint\ndata: /m\n\n',
      'event: message\ndata: {}\n\nevent: endpoint\ndata: /m\n\n',
    ],
  ]
  for (const [what, stream, expected] of CASES) {
    it(`is rewritten where it comes ${what}`, () => {
      for (const chunks of pieces(stream)) expect(read(chunks)).to.equal(expected)
    })
  }

  it('is waited for in no more than the beginning of a stream, and no comment is held back for it', () => {
    const event = new EndpointEvent((place) => place)
    expect(Buffer.from(event.read(Buffer.from(': ping\n\n'))).toString()).to.equal(': ping\n\n')
    expect(event.read(Buffer.from(`data: ${'x'.repeat(5_000)}`))).to.have.lengthOf(0)
    expect(event.read(Buffer.from('y'.repeat(5_000)))).to.have.lengthOf(10_006)
    expect(event.read(Buffer.from('z'))).to.have.lengthOf(1)
  })
})

describe('how far a stream of events has come', () => {
  const lastId = (stream: string): (string | undefined)[] => [
    ...new Set(
      pieces(stream).map((chunks) => {
        const position = new EventPosition((id) => id)
        for (const chunk of chunks) position.read(chunk)
        return position.lastId
      }),
    ),
  ]

  it('is the id of the last whole event', () => {
    expect(lastId('id: 1\ndata: x\n\nid: 2\ndata: y\n\nid: 3\ndata: z\n')).to.deep.equal(['2'])
    expect(lastId('id:a-b\r\ndata: x\r\n\r\ndata: y\r\n\r\n')).to.deep.equal(['a-b'])
    expect(lastId('\ufeffid: 1\n\nid: 2\0\n\n')).to.deep.equal(['1'])
    expect(lastId('data: x\n\nidx: 1\n\n')).to.deep.equal([undefined])
  })

  it('is told to the client by other ids, and all else passes unchanged', () => {
    const long = `id: ${'x'.repeat(2_000)}\n`
    for (const [stream, expected] of [
      ['id: 1\ndata: x\n\nid: 2\n\n', 'id: <1>\ndata: x\n\nid: <2>\n\n'],
      ['id:a\r\ndata: x\r\n\r\nid: b\rdata: y\r\r', 'id: <a>\r\ndata: x\r\n\r\nid: <b>\rdata: y\r\r'],
      ['\ufeffid: 1\n\n\ufeffid: 2\n\n', 'id: <1>\n\n\ufeffid: 2\n\n'],
      ['data: id: 1\nidx: 1\nid\nid:\ni\n: id: 2\n\n', 'data: id: 1\nidx: 1\nid\nid:\ni\n: id: 2\n\n'],
      [`data: 1\n${long}data: 2\n\n`, 'data: 1\nid\ndata: 2\n\n'],
      [`id: 1\n${long}id: 2\n\n`, 'id: <1>\nid\n:\nid: <2>\n\n'],
      [`id: 1\nid: 2\n${long}\n`, 'id: <1>\n:\nid\n\n'],
      [`${long.replace('\n', '\r\n')}data: 2\r\n\r\n`, 'id\r\ndata: 2\r\n\r\n'],
      ['id: é\n\nid: 2\0\n\n', 'id: <é>\n\nid: 2\0\n\n'],
    ] as const) {
      for (const chunks of pieces(stream)) {
        const position = new EventPosition((id) => `<${id}>`)
        const passed = Buffer.concat(chunks.map((chunk) => position.read(chunk)))
        expect(passed.toString()).to.equal(expected)
      }
    }
  })

  it('is told by the first and the last id of an event, and by one name for equal ones', () => {
    for (const [stream, expected] of [
      ['id: 1\nid: 2\nid: 3\ndata: x\n\nid: 4\n\n', 'id: <1>\n:\n:\ndata: x\nid: <3>\n\nid: <4>\n\n'],
      ['id: 1\r\nid: 2\r\ndata: x\r\n\r\n', 'id: <1>\r\n:\r\ndata: x\r\nid: <2>\n\r\n'],
      ['data: x\rid: 1\nid: 2\n\nid: 3\n\n', 'data: x\rid: <1>\n:\nid: <2>\n\nid: <3>\n\n'],
      ['id: 1\nid: 2\nid:\n\n', 'id: <1>\n:\nid:\n\n'],
      ['id: 1\nid:\nid: 1\n\n', 'id: <1>\nid:\n:\nid: <1>\n\n'],
    ] as const) {
      for (const chunks of pieces(stream)) {
        const position = new EventPosition((id) => `<${id}>`)
        const passed = Buffer.concat(chunks.map((chunk) => position.read(chunk)))
        expect(passed.toString()).to.equal(expected)
      }
    }
    let calls = 0
    const position = new EventPosition((id) => `${++calls}${id}`)
    position.read(Buffer.from('id:1\n'.repeat(1_000)))
    position.read(Buffer.from(`${'id:1\n'.repeat(1_000)}\n${'id: 1\ndata: x\n\n'.repeat(1_000)}`))
    expect([calls, position.renames, position.lastId]).to.deep.equal([1, 1, '1'])
    position.read(Buffer.from(Array.from({ length: 1_000 }, (_, at) => `id:${at}\n`).join('')))
    expect(calls).to.be.at.most(3)
  })

  it('holds no line back but one that may be an id', () => {
    const position = new EventPosition((id) => id)
    const passes = (text: string): string => Buffer.from(position.read(Buffer.from(text))).toString()
    expect([passes('data: {"half'), passes('":1}\nid: '), passes('7\n')]).to.deep.equal([
      'data: {"half',
      '":1}\n',
      'id: 7\n',
    ])
    expect(passes('id: 8') + position.cutOff()).to.equal('event: cut-off\n\n')
    expect(passes('data: 9') + position.cutOff()).to.equal('data: 9\nevent: cut-off\n\n')
    expect(passes('id\ufeff') + position.cutOff()).to.equal('id\ufeff\nevent: cut-off\n\n')
  })

  it('does not take a long line for an id', () => {
    expect(lastId(`id: ${'x'.repeat(2_000)}\n\n`)).to.deep.equal([''])
    expect(lastId(`id: 1\n\nid: ${'x'.repeat(2_000)}\n\ndata: 2\n\n`)).to.deep.equal([''])
    expect(lastId(`id: ${'x'.repeat(2_000)}\n\nid: 3\n\n`)).to.deep.equal(['3'])
  })

  it('is where the server says when it may be asked again', () => {
    const position = new EventPosition((id) => id)
    const retryMs = (text: string) => [position.read(Buffer.from(text)), position.retryMs][1]
    expect([retryMs('retry: 7'), retryMs('00\n'), retryMs('retry: soon\nretryx: 1\n')]).to.deep.equal([
      undefined,
      700,
      700,
    ])
  })

  it('leaves no half of an event to be read as a message', () => {
    for (const half of ['data: {"a":', 'event: message\ndata: {"a', 'event: mess', 'id: 1\ndata: {}\n', '']) {
      const position = new EventPosition((id) => id)
      const passed = Buffer.from(position.read(Buffer.from(half))).toString()
      const [type, data] = firstEventOf(passed + position.cutOff())
      expect(data === '' || type === 'cut-off', half).to.equal(true)
    }
  })
})

/** As a client reads it (WHATWG HTML §9.2.6). */
const firstEventOf = (stream: string): [type: string, data: string] => {
  let type = 'message'
  const data: string[] = []
  for (const line of stream.split('\n')) {
    if (line === '' && data.length > 0) break
    if (line === '') type = 'message'
    if (line.startsWith('event: ')) type = line.slice(7)
    if (line.startsWith('data: ')) data.push(line.slice(6))
  }
  return [type, data.join('\n')]
}
