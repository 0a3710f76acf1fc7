import type { Diff, EndpointDiff } from '../../model/diff.ts'
import { jsonText } from '../text/json.ts'

/** The document of `diff --json`, an endpoint at a time. `summary` is complete when the endpoints have been read. */
export async function* diffJson({
  endpoints,
  summary,
  ...head
}: Omit<Diff, 'endpoints'> & { endpoints: AsyncIterable<EndpointDiff> }): AsyncGenerator<string> {
  yield `${whole(head).slice(0, -'\n}'.length)},\n  "endpoints": [`
  let separator = ''
  for await (const endpoint of endpoints) {
    yield `${separator}\n    ${inner(endpoint, '    ')}`
    separator = ','
  }
  yield `${separator === '' ? '' : '\n  '}],\n  "summary": ${inner(summary, '  ')}\n}\n`
}

const whole = (value: unknown): string => jsonText(value).trimEnd()

/** A line feed within text is an escape: each that is left begins a line of the document. */
const inner = (value: unknown, indent: string): string => whole(value).replaceAll('\n', `\n${indent}`)
