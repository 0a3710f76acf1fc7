/**
 * Turns the text of RFC 8448 into test/vectors/rfc8448/*.json, one file a trace.
 *
 *   node test/vectors/extract-rfc8448.ts rfc8448.txt
 *
 * The text is that of https://www.rfc-editor.org/rfc/rfc8448.txt; Debian ships it too (doc-rfc-informational).
 * Every value states its own length in the text, and one that has another length is an error.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const SECTIONS = {
  3: 'simple-1-rtt',
  4: 'resumed-0-rtt',
  5: 'hello-retry-request',
  6: 'client-authentication',
  7: 'compatibility-mode',
} as const

type Step = { by: string; does: string; values: Record<string, string> }

const [, , file] = process.argv
if (file === undefined) throw new Error('usage: extract-rfc8448.ts rfc8448.txt')
const text = withoutPageBreaks(readFileSync(file, 'latin1'))
for (const [number, name] of Object.entries(SECTIONS)) {
  const [title, body] = section(text, Number(number))
  const trace = {
    section: `RFC 8448 §${number}`,
    title,
    origin: 'RFC 8448, Example Handshake Traces for TLS 1.3, M. Thomson, January 2019; copyright IETF Trust, BCP 78',
    steps: steps(body),
  }
  const path = new URL(`rfc8448/${name}.json`, import.meta.url)
  writeFileSync(path, `${JSON.stringify(trace, null, 1)}\n`)
  console.log(`${name}: ${trace.steps.length} steps`)
}

function withoutPageBreaks(rfc: string): string {
  return rfc.replaceAll(/\n+Thomson +Informational +\[Page \d+\]\n\f?\n*RFC 8448 .*\n/g, '\n')
}

function section(rfc: string, number: number): [string, string] {
  const start = new RegExp(`^${number}\\.  (.*)$`, 'm').exec(rfc)
  const end = new RegExp(`^${number + 1}\\.  `, 'm').exec(rfc)
  if (!start || !end) throw new Error(`no section ${number}`)
  return [start[1] as string, rfc.slice(start.index, end.index)]
}

/** `{client}  does something:`, then values; one that says "(same as …)" has none. */
function steps(body: string): Step[] {
  return body
    .split(/^ {3}(?=\{)/m)
    .slice(1)
    .map((part) => {
      const head = /^\{(client|server)\} {2}([\s\S]*?)(?::$|\n\n|$(?![\s\S]))/m.exec(part)
      if (!head) throw new Error(part)
      const does = (head[2] as string).replaceAll(/\s+/g, ' ').trim()
      return { by: head[1] as string, does, values: values(part.slice(head[0].length)) }
    })
}

function values(part: string): Record<string, string> {
  const [, ...cuts] = part.split(/^ {6}([A-Za-z ]+) \((\d+) octets\):/m)
  const found: Record<string, string> = {}
  for (let i = 0; i < cuts.length; i += 3) {
    const [name, length, octets] = cuts.slice(i, i + 3) as [string, string, string]
    const hex = octets.replace('(empty)', '').replaceAll(/\s/g, '')
    if (!/^[0-9a-f]*$/.test(hex) || hex.length !== 2 * Number(length)) throw new Error(`${name}: ${octets}`)
    found[name] = hex
  }
  return found
}
