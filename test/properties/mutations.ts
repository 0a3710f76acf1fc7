import fc from 'fast-check'

/** Half of the inputs come close to what a reader accepts; the others are anything. */
export const bytesLike = (valid: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 400 }) },
    { weight: 5, arbitrary: changed(valid, BYTE_CHANGES, concatBytes) },
    { weight: 1, arbitrary: spliced(valid, concatBytes) },
  )

export const textLike = (valid: fc.Arbitrary<string>, tokens: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
    { weight: 1, arbitrary: fc.array(tokenOf(tokens), { maxLength: 80 }).map((parts) => parts.join('')) },
    { weight: 5, arbitrary: changed(valid, textChanges(tokens), (...parts) => parts.join('')) },
    { weight: 1, arbitrary: spliced(valid, (...parts) => parts.join('')) },
  )

/** A text that is repeated between two others: of what is valid, and of characters that mean something. */
export const pumps = (
  valid: fc.Arbitrary<string>,
  tokens: readonly string[] = [],
): fc.Arbitrary<{ before: string; pump: string; after: string }> => {
  const piece = fc
    .tuple(valid, fc.nat(), fc.integer({ min: 1, max: 40 }))
    .map(([text, at, length]) => text.slice(at % (text.length + 1)).slice(0, length))
  const token = tokenOf(tokens)
  const start = fc
    .tuple(valid, fc.nat())
    .map(([text, at]) => text.slice(0, at % (text.length + 1)).slice(0, 2000))
  return fc.record({
    before: fc.oneof(fc.constant(''), token, start),
    pump: fc
      .oneof(
        token,
        piece,
        fc.tuple(token, token).map((two) => two.join('')),
      )
      .map((text) => (text === '' ? 'a' : text)),
    after: fc.oneof(fc.constant(''), token, fc.constant('\u0001')),
  })
}

/** Of no length, and sliced as strings and byte arrays are. */
type Sliced<T> = { readonly length: number; slice(from: number, to?: number): T }

type Change<T> = {
  at: number
  removed: number
  put: 'nothing' | 'twice' | 'other' | 'count'
  other: T
  by: number
}

const changed = <T extends Sliced<T>>(
  valid: fc.Arbitrary<T>,
  other: fc.Arbitrary<T>,
  join: (...parts: T[]) => T,
): fc.Arbitrary<T> =>
  fc
    .tuple(
      valid,
      fc.array(
        fc.record<Change<T>>({
          at: fc.nat(),
          removed: fc.nat({ max: 32 }),
          put: fc.constantFrom('nothing', 'twice', 'other', 'count'),
          other,
          by: fc.constantFrom(-2, -1, 1, 2, 0x7f, 0xff),
        }),
        { minLength: 1, maxLength: 4 },
      ),
      fc.oneof({ weight: 4, arbitrary: fc.constant(Number.POSITIVE_INFINITY) }, fc.nat()),
    )
    .map(([value, changes, cut]) => {
      const whole = changes.reduce((text, change) => apply(text, change, join), value)
      // Truncated at any place, in one of five.
      return Number.isFinite(cut) ? whole.slice(0, cut % (whole.length + 1)) : whole
    })

const apply = <T extends Sliced<T>>(value: T, change: Change<T>, join: (...parts: T[]) => T): T => {
  const at = change.at % (value.length + 1)
  const [before, piece, after] = [
    value.slice(0, at),
    value.slice(at, at + change.removed),
    value.slice(at + change.removed),
  ]
  if (change.put === 'nothing') return join(before, after)
  if (change.put === 'twice') return join(before, piece, piece, after)
  if (change.put === 'other') return join(before, change.other, after)
  return join(before, counted(piece, change.by), after)
}

/** The first byte or digit is another one: lengths and numbers lie. */
const counted = <T>(piece: T, by: number): T => {
  if (piece instanceof Uint8Array) {
    const bytes = Uint8Array.from(piece)
    if (bytes.length > 0) bytes[0] = (bytes[0] as number) + by
    return bytes as T
  }
  return String(piece).replace(/\d/, (digit) => String(Math.abs(Number(digit) + by))) as T
}

/** The beginning of one and the end of another. */
const spliced = <T extends Sliced<T>>(valid: fc.Arbitrary<T>, join: (...parts: T[]) => T): fc.Arbitrary<T> =>
  fc
    .tuple(valid, valid, fc.nat(), fc.nat())
    .map(([one, two, end, start]) =>
      join(one.slice(0, end % (one.length + 1)), two.slice(start % (two.length + 1))),
    )

const concatBytes = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts))

const BYTE_CHANGES = fc.oneof(
  fc.uint8Array({ maxLength: 8 }),
  fc.constantFrom(Uint8Array.of(0), Uint8Array.of(0xff), Uint8Array.of(0xff, 0xff), new Uint8Array(64)),
)

/** Marks of the languages that are read, and characters that change what others mean. */
const COMMON = [
  '"',
  "'",
  '\\',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '<',
  '>',
  ':',
  ',',
  ';',
  '=',
  '&',
  '?',
  '#',
  '@',
  '/',
  '//',
  '%',
  '$',
  '*',
  '|',
  '-',
  '--',
  '.',
  '..',
  '0',
  '-1',
  '1e999',
  '99999999999999999999',
  'a',
  'true',
  'null',
  ' ',
  '\t',
  '\n',
  '\r\n',
  '\u0000',
  '\u0001',
  '\u001b',
  '\u202e',
  '\ufeff',
  '\ud800',
  '\u{1f600}',
  '%00',
  '\\u0000',
  '__proto__',
  'constructor',
]

const tokenOf = (tokens: readonly string[]): fc.Arbitrary<string> =>
  tokens.length === 0
    ? fc.constantFrom(...COMMON)
    : fc.oneof(fc.constantFrom(...COMMON), fc.constantFrom(...tokens))

const textChanges = (tokens: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(tokenOf(tokens), fc.string({ unit: 'binary', maxLength: 8 }))
