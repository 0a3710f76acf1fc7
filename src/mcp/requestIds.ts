/** Ids that are kept of a batch. */
const MAX_IDS = 100

/** Bytes of a member's name or of an id; a longer one is none. */
const MAX_TOKEN = 256

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const BACKSLASH = 0x5c

/**
 * Finds the ids of the requests in a JSON-RPC body while it streams by, so that whoever asked can be told when nobody
 * answers. Nothing is held but the token at hand, whatever the body's length; what is no JSON-RPC has no ids.
 */
export class RequestIds {
  /** JSON text, as it came. */
  readonly found: string[] = []
  #depth = 0
  /** Depth of a message's members: 1, and in a batch 2. */
  #members = 0
  #inString = false
  #escaped = false
  #isKey = true
  #key = ''
  #token: number[] = []
  #id: string | undefined
  #isRequest = false

  read(chunk: Uint8Array): void {
    for (const byte of chunk) {
      if (this.#inString) this.#readString(byte)
      else this.#readStructure(byte)
    }
  }

  #readString(byte: number): void {
    if (this.#depth === this.#members) this.#keep(byte)
    if (this.#escaped) this.#escaped = false
    else if (byte === BACKSLASH) this.#escaped = true
    else if (byte === QUOTE) this.#inString = false
  }

  #readStructure(byte: number): void {
    switch (byte) {
      case QUOTE:
        this.#inString = true
        if (this.#depth === this.#members) this.#keep(byte)
        return
      case 0x7b: // {
      case 0x5b: // [
        this.#open(byte === 0x5b)
        return
      case 0x7d: // }
      case 0x5d: // ]
        this.#close()
        return
      case COLON:
        if (this.#depth !== this.#members) return
        this.#key = this.#takeToken()
        this.#isKey = false
        if (this.#key === '"method"') this.#isRequest = true
        this.#note()
        return
      case COMMA:
        if (this.#depth === this.#members) this.#endMember()
        return
      default:
        if (this.#depth === this.#members && byte > 0x20) this.#keep(byte)
    }
  }

  #open(isArray: boolean): void {
    this.#depth++
    if (this.#depth === 1) this.#members = isArray ? 2 : 1
    // An object or array is no id.
    else if (this.#depth === this.#members + 1) this.#token = []
    if (this.#depth === this.#members) this.#startMessage()
  }

  #close(): void {
    if (this.#depth === this.#members) this.#endMember()
    this.#depth--
  }

  #startMessage(): void {
    this.#id = undefined
    this.#isRequest = false
    this.#isKey = true
    this.#token = []
  }

  #endMember(): void {
    const value = this.#takeToken()
    if (!this.#isKey && this.#key === '"id"') this.#id = isId(value) ? value : undefined
    this.#isKey = true
    this.#note()
  }

  /** As soon as it is known: the rest of the body may never come. */
  #note(): void {
    if (!this.#isRequest || this.#id === undefined || this.found.length >= MAX_IDS) return
    this.found.push(this.#id)
    this.#id = undefined
  }

  #keep(byte: number): void {
    if (this.#token.length <= MAX_TOKEN) this.#token.push(byte)
  }

  #takeToken(): string {
    const text = this.#token.length <= MAX_TOKEN ? Buffer.from(this.#token).toString('utf8') : ''
    this.#token = []
    return text
  }
}

/** JSON-RPC 2.0 §4: a string or a number; MCP excludes null. */
const isId = (text: string): boolean => {
  try {
    return ['string', 'number'].includes(typeof JSON.parse(text))
  } catch {
    return false
  }
}
