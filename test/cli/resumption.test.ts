import { expect } from 'chai'
import { checkResumeFlags } from '../../src/cli/flags/resumeFlags.ts'
import { codeOf } from '../store/storing.ts'

describe('the flags of scan --resume', () => {
  const check = (given: object, byDefault: readonly string[] = []) =>
    codeOf(() =>
      checkResumeFlags({ ...given, ...Object.fromEntries(byDefault.map((name) => [name, 1])) }, [], {
        flags: Object.fromEntries(byDefault.map((name) => [name, { setFromDefault: true }])),
      }),
    )

  it('may not be those that say what is found, and how', async () => {
    for (const name of ['profile', 'file', 'timeout', 'lab', 'mcp', 'sni', 'owners', 'exclude', 'port'])
      expect(await check({ resume: true, [name]: 1 }), name).to.equal('RESUME_CONTRADICTED')
  })

  it('may be those of the output, of the pace and of credentials, and defaults', async () => {
    const given = {
      resume: true,
      store: 'x',
      json: true,
      output: 'y',
      'fail-on': ['unknown'],
      rate: 5,
      header: ['A: b'],
    }
    expect(await check(given, ['profile', 'timeout', 'mcp'])).to.equal('no error')
  })

  it('may be those that decide where credentials go: the scan compares them with what they were', async () => {
    const given = { ca: ['x'], home: 'y', 'all-users': true, 'with-config-credentials': true }
    expect(await check({ resume: true, ...given })).to.equal('no error')
  })
})
