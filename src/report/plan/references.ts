/** Texts that several places refer to: each gets one key, in the order of first use. */
export class References {
  readonly #keys = new Map<string, string>()
  readonly #style: 'letters' | 'numbers'

  constructor(style: 'letters' | 'numbers') {
    this.#style = style
  }

  /** The key of a text: the same for the same text. */
  to(text: string): string {
    const known = this.#keys.get(text)
    if (known !== undefined) return known
    const number = this.#keys.size + 1
    const key = this.#style === 'numbers' ? String(number) : letters(number)
    this.#keys.set(text, key)
    return key
  }

  /** Key and text, in the order of first use. */
  get entries(): [key: string, text: string][] {
    return [...this.#keys].map(([text, key]) => [key, text])
  }
}

/** 1 is A, 26 is Z, 27 is AA. */
const letters = (number: number): string =>
  number === 0 ? '' : letters(Math.floor((number - 1) / 26)) + String.fromCharCode(65 + ((number - 1) % 26))
