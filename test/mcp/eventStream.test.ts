import { expect } from 'chai'
import { EventReader, isEventStream, messageEvent } from '../../src/mcp/eventStream.ts'
import { pieces } from './pieces.ts'

describe('EventReader', () => {
  const read = (text: string) => new EventReader().read(Buffer.from(text))

  it('gives events of one and of several lines', () => {
    expect(read('event: endpoint\ndata: /a\n\ndata:1\ndata: 2\n\n')).to.deep.equal([
      { event: 'endpoint', data: '/a' },
      { event: 'message', data: '1\n2' },
    ])
  })

  it('leaves out comments, other fields, and what was not ended', () => {
    expect(read(': hello\nid: 7\nretry: 10\nevent: x\n\ndata\n\ndata: never')).to.deep.equal([
      { event: 'message', data: '' },
    ])
  })

  it('may begin with a byte order mark', () => {
    expect(read('\ufeffdata: a\n\n')).to.deep.equal([{ event: 'message', data: 'a' }])
  })

  it('takes CR and LF in two pieces for one end of a line', () => {
    const reader = new EventReader()
    expect(
      ['data: a\r', '\ndata: b\r', '\n\r', '\n'].flatMap((text) => reader.read(Buffer.from(text))),
    ).to.deep.equal([{ event: 'message', data: 'a\nb' }])
  })

  it('reads lines that end in CR, in LF or in both, in pieces of any size', () => {
    const events = [
      { event: 'message', data: 'é\n2' },
      { event: 'x', data: '3' },
    ]
    for (const end of ['\n', '\r', '\r\n']) {
      const stream = ['\ufeffdata: é', 'data:2', '', ': comment', 'event: x', 'data: 3', '', ''].join(end)
      for (const chunks of pieces(stream)) {
        const reader = new EventReader()
        expect(chunks.flatMap((chunk) => reader.read(chunk))).to.deep.equal(events)
      }
    }
  })

  it('keeps the identifier of the last event that ended, and the time to wait', () => {
    const reader = new EventReader()
    const remembered = (text: string) => {
      reader.read(Buffer.from(text))
      return [reader.lastEventId, reader.retryMs]
    }
    expect(remembered('id: 1\nretry: 250\n')).to.deep.equal(['', 250])
    expect(remembered('\n')).to.deep.equal(['1', 250])
    expect(remembered('retry: soon\ndata: a\n\n')).to.deep.equal(['1', 250])
    expect(remembered('id: 2\0\n\nid: 3\ndata: b')).to.deep.equal(['1', 250])
    expect(remembered('\n\nid\n\n')).to.deep.equal(['', 250])
  })

  it('keeps no id of more than 4,096 characters: there, the stream cannot be resumed', () => {
    const long = `id: ${'x'.repeat(4_097)}\n\n`
    const reader = new EventReader('0')
    const remembered = (text: string) => {
      reader.read(Buffer.from(text))
      return reader.lastEventId
    }
    expect(remembered('data: a\n\n')).to.equal('0')
    expect(remembered(long.replace('x', ''))).to.have.lengthOf(4_096)
    expect([remembered(long), remembered('data: b\n\n'), remembered('id: 1\n\n')]).to.deep.equal([
      '',
      '',
      '1',
    ])
    expect(remembered(`id: 2\n${long}`)).to.equal('')
  })

  it('counts what an event that does not end holds', () => {
    const reader = new EventReader()
    reader.read(Buffer.from('data: a\n\ndata: b'))
    expect(reader.held).to.equal(7)
    reader.read(Buffer.from('bb'))
    expect(reader.held).to.equal(9)
    reader.read(Buffer.from('\n\n'))
    expect(reader.held).to.equal(0)
  })
})

describe('an event stream', () => {
  it('is recognised by its media type, with or without parameters', () => {
    for (const type of ['text/event-stream', 'Text/Event-Stream; charset=utf-8', 'text/event-stream ;q=1'])
      expect(isEventStream(type), type).to.equal(true)
    for (const type of ['text/event-stream-x', 'application/json', '', undefined])
      expect(isEventStream(type), type).to.equal(false)
  })

  it('is written one message an event, each in one line', () => {
    expect(messageEvent('{"a":\r\n1}')).to.equal('event: message\ndata: {"a": 1}\n\n')
    expect(messageEvent('{}', '0-1')).to.equal('event: message\nid: 0-1\ndata: {}\n\n')
  })
})
