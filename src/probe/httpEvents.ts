export type ServerEvent = { event: string; data: string }

/**
 * WHATWG HTML §9.2.6: reads an event stream in pieces of any size. Lines end in CR, LF or both; `id` and `retry`
 * are of no use here, because nothing reconnects. How much is read in all is its caller's bound.
 */
export class EventReader {
  readonly #decoder = new TextDecoder('utf-8')
  #line: string[] = []
  #afterCr = false
  #event = ''
  #data: string[] = []

  /** The events that this piece completes. */
  read(chunk: Uint8Array): ServerEvent[] {
    const events: ServerEvent[] = []
    const text = this.#decoder.decode(chunk, { stream: true })
    let start = 0
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i)
      if (c === LF && this.#afterCr) start = i + 1
      else if (c === LF || c === CR) {
        this.#line.push(text.slice(start, i))
        start = i + 1
        this.#endLine(events)
      }
      this.#afterCr = c === CR
    }
    if (start < text.length) this.#line.push(text.slice(start))
    return events
  }

  #endLine(events: ServerEvent[]): void {
    const line = this.#line.join('')
    this.#line = []
    if (line === '') {
      if (this.#data.length > 0) {
        events.push({ event: this.#event || 'message', data: this.#data.join('\n') })
      }
      this.#event = ''
      this.#data = []
      return
    }
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1))
    if (field === 'event') this.#event = value
    else if (field === 'data') this.#data.push(value)
  }
}

const [LF, CR] = [0x0a, 0x0d]
