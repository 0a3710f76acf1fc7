import { expect } from 'chai'
import { z } from 'zod'
import answers from '../../../src/discover/registry/failures.json' with { type: 'json' }
import codes from '../../../src/model/errorCodes.json' with { type: 'json' }
import type { HttpFailure } from '../../../src/probe/http/failure.ts'
import failures from '../../../src/probe/http/failures.json' with { type: 'json' }
import type { NodeErrorKind } from '../../../src/tls/nodeErrors.ts'

const text = z.string().min(1)
const kind: z.ZodType<NodeErrorKind> & z.core.$ZodRecordKey = z.enum([
  ...(['aborted', 'untrusted', 'expired', 'not-yet-valid', 'wrong-name', 'alert', 'not-tls'] as const),
  ...(['no-tls13', 'altered', 'tls-failed', 'no-address', 'refused', 'timed-out'] as const),
  ...(['cut-off', 'not-http', 'exhausted', 'unreachable'] as const),
])
const state: z.ZodType<HttpFailure['state']> = z.enum([
  ...(['closed', 'timed-out', 'unreachable', 'unverified', 'refused', 'cut-off', 'garbled'] as const),
])
const code = z.enum(Object.keys(codes.problems))

describe('the texts of failures', () => {
  it('of HTTP have the kinds of errors of Node.js, and states', () => {
    const rows = z.partialRecord(kind, z.strictObject({ state, detail: text }))
    expect(rows.safeParse(failures).error).to.equal(undefined)
  })

  it('of registries have the kinds of errors of Node.js, and codes of problems', () => {
    const answer = z.partialRecord(kind, z.strictObject({ code, message: text }))
    const file = z.strictObject({ answer, entry: z.partialRecord(code, text) })
    expect(file.safeParse(answers).error).to.equal(undefined)
  })

  it('may not have other kinds', () => {
    const rows = z.partialRecord(kind, z.strictObject({ state, detail: text }))
    expect(rows.safeParse({ other: { state: 'closed', detail: 'x' } }).success).to.equal(false)
  })
})
