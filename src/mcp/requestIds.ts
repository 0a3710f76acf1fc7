import { parseOrUndefined } from './json.ts'
import { idText } from './message.ts'

/** Ids that are stored of a batch. */
const MAX_IDS = 100

/** Bytes of a member's name or of an id; longer ones are ignored. */
const MAX_TOKEN = 256

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a]
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d]

/**
 * Finds the ids of the requests in a JSON-RPC body while it passes, so that they can be answered where the server does
 * not answer. It holds the current token only, whatever the body's length; a body that is not JSON-RPC has no ids.
 */
export class RequestIds {
  /** JSON text, as it came. */
  readonly found: string[] = []
  #depth = 0
  /** Depth of a message's members: 1, and in a batch 2. */
  #members = 1
  #inString = false
  #isEscaped = false
  /** Of the current member: its name, and the bytes of the name or value that is being read. */
  #name = ''
  #token: number[] = []
  #id: string | undefined
  #isRequest = false

  read(chunk: Uint8Array): void {
    for (const byte of chunk) this.#read(byte)
  }

  #read(byte: number): void {
    const isMember = this.#depth === this.#members
    if (this.#inString) {
      if (isMember) this.#hold(byte)
      this.#inString = this.#isEscaped || byte !== QUOTE
      this.#isEscaped = !this.#isEscaped && byte === BACKSLASH
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      // An object or array is not an id.
      this.#token = []
      if (this.#depth++ === 0) this.#members = byte === OPEN_ARRAY ? 2 : 1
      if (this.#depth === this.#members) this.#startMessage()
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      if (isMember) this.#endMember()
      this.#depth--
    } else if (isMember && byte === COLON) {
      this.#name = this.#takeToken()
      this.#isRequest ||= this.#name === '"method"'
      this.#note()
    } else if (isMember && byte === COMMA) this.#endMember()
    else {
      this.#inString = byte === QUOTE
      if (isMember && byte > 0x20) this.#hold(byte)
    }
  }

  #startMessage(): void {
    this.#id = undefined
    this.#isRequest = false
    this.#name = ''
  }

  #endMember(): void {
    const value = this.#takeToken()
    if (this.#name === '"id"') this.#id = idText(parseOrUndefined(value)) === undefined ? undefined : value
    this.#name = ''
    this.#note()
  }

  /** At once: the rest of the body may never come. */
  #note(): void {
    if (!this.#isRequest || this.#id === undefined || this.found.length >= MAX_IDS) return
    this.found.push(this.#id)
    this.#id = undefined
  }

  #hold(byte: number): void {
    if (this.#token.length <= MAX_TOKEN) this.#token.push(byte)
  }

  #takeToken(): string {
    const text = this.#token.length <= MAX_TOKEN ? Buffer.from(this.#token).toString('utf8') : ''
    this.#token = []
    return text
  }
}
