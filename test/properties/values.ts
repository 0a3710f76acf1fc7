import fc from 'fast-check'

/** Values of JSON: few levels, any text. */
export const json: fc.Arbitrary<fc.JsonValue> = fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' })

/** Sizes of pieces, which repeat. */
export const pieces = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 20 })

export const inPieces = (stream: Uint8Array, sizes: readonly number[]): Uint8Array[] => {
  const found: Uint8Array[] = []
  for (let at = 0, i = 0; at < stream.length; i++) {
    const end = at + (sizes[i % sizes.length] as number)
    found.push(stream.subarray(at, end))
    at = end
  }
  return found
}

/** Text that means something to a terminal, a spreadsheet, a page or a parser. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<script>',
        '</title>',
        '<!--',
        ']]>',
        '&amp;',
        '"',
        "'",
        '`',
        '|',
        '\\',
        '\n',
        '\r\n',
        '=1+1',
        '+1',
        '-1',
        '@x',
        '[a](javascript:x)',
        '![](x)',
        '**',
        '_',
        '# ',
        '- ',
        '1. ',
        '```',
        '\u001b[31m',
        '\u009b2J',
        '\u202e',
        '\u2028',
        '\u0000',
        '\ud800',
        '\ufffe',
        '＝1',
        '{}',
        '${{ x }}',
        '%0a',
        ',',
        ';',
        ':',
        ' ',
        '\t',
        'a',
        'é',
        '顧',
        '\u0301',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''))
