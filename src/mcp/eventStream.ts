export type ServerEvent = { event: string; data: string }

/**
 * WHATWG HTML §9.2.6: reads an event stream in pieces of any size. Lines end in CR, LF or both. How much is read in all,
 * and how much one event may hold, is its caller's bound.
 */
export class EventReader {
  /** Of the last event that ended, its own or the one before it: what a client that reconnects has to say. */
  lastEventId = ''
  /** Milliseconds to wait before reconnecting, where the stream says so. */
  retryMs: number | undefined
  /** Characters of the event that has not ended yet. */
  held = 0
  readonly #decoder = new TextDecoder('utf-8')
  #line: string[] = []
  #afterCr = false
  #event = ''
  #id = ''
  #data: string[] = []

  /** The events that this piece completes. */
  read(chunk: Uint8Array): ServerEvent[] {
    const events: ServerEvent[] = []
    const text = this.#decoder.decode(chunk, { stream: true })
    this.held += text.length
    let start = 0
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i)
      if (c === LF && this.#afterCr) start = i + 1
      else if (c === LF || c === CR) {
        this.#line.push(text.slice(start, i))
        start = i + 1
        this.#endLine(events, text.length - start)
      }
      this.#afterCr = c === CR
    }
    if (start < text.length) this.#line.push(text.slice(start))
    return events
  }

  #endLine(events: ServerEvent[], left: number): void {
    const line = this.#line.join('')
    this.#line = []
    if (line === '') {
      if (this.#data.length > 0) {
        events.push({ event: this.#event || 'message', data: this.#data.join('\n') })
      }
      this.lastEventId = this.#id
      this.held = left
      this.#event = ''
      this.#data = []
      return
    }
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1))
    if (field === 'event') this.#event = value
    else if (field === 'data') this.#data.push(value)
    else if (field === 'id' && !value.includes('\0')) this.#id = value
    else if (field === 'retry' && /^\d+$/.test(value)) this.retryMs = Number(value)
  }
}

const [LF, CR] = [0x0a, 0x0d]
