import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { Inventory } from '../../../src/model/inventory.ts'
import { reportInput } from '../../../src/report/inventory/reportInput.ts'
import { sarifReport } from '../../../src/report/inventory/sarif/report.ts'
import { run } from '../../cli/program.ts'
import { NOW } from '../../facts.ts'
import { FLEET } from '../../report/inventory.ts'
import { hostile, inventoryOf, UNUSUAL } from '../../report/unusualEndpoints.ts'
import { skipIf } from '../../skip.ts'

/** What the validator advises and a scanner of networks cannot do; and a look at the schema's page. */
const NOT_FOR_US: Record<string, string> = {
  SARIF2002: 'messages by id: every message is made for its endpoint',
  SARIF2003: 'version control: a report is made outside of any checkout too',
  SARIF2006: 'a request for the URL of the schema: no test leaves this machine',
  SARIF2010: 'snippets: a configuration can hold secrets',
  SARIF2011: 'context of snippets: the same',
  SARIF2012: 'a help URI: the help is in the rule',
}

/** The program for this system, or undefined: it comes as an optional dependency. */
const multitool = async (): Promise<string | undefined> => {
  try {
    return (await import('@microsoft/sarif-multitool')).default
  } catch {
    return undefined
  }
}

describe("SARIF for Microsoft's validator", () => {
  let tool: string | undefined
  let folder: string
  before(async function () {
    tool = await multitool()
    if (tool === undefined) skipIf(this, 'no @microsoft/sarif-multitool for this system')
    folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-sarif-'))
  })
  after(() => folder && rmSync(folder, { recursive: true }))

  /** Rule and arguments of everything that the rules of SARIF and of GitHub have to say. */
  const said = async (inventory: Inventory): Promise<string[]> => {
    const file = join(folder, 'report.sarif')
    const output = join(folder, 'validation.sarif')
    let text = ''
    for await (const piece of sarifReport('/home/u')(reportInput(inventory, { asOf: NOW }))) text += piece
    return validate(text, file, output)
  }

  const validate = async (text: string, file: string, output: string): Promise<string[]> => {
    await writeFile(file, text)
    const args = ['validate', file, '--level', 'Error;Warning;Note', '--rule-kind', 'Sarif;Gh;Ghas']
    await promisify(execFile)(tool ?? '', [...args, '--log', 'ForceOverwrite', '-o', output], {
      env: {
        ...process.env,
        DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1',
        HTTPS_PROXY: 'http://127.0.0.1:9',
        HTTP_PROXY: 'http://127.0.0.1:9',
      },
    }).catch((error: { code?: unknown }) => {
      // 1: it has something to say.
      if (error.code !== 1) throw error
    })
    const [validation] = JSON.parse(readFileSync(output, 'utf8')).runs
    return validation.results.map(
      (one: { ruleId: string; message: { arguments: string[] } }) =>
        `${one.ruleId} ${one.message.arguments.join(' ')}`,
    )
  }

  const isValid = async (inventory: Inventory): Promise<void> => {
    const rest = (await said(inventory)).filter((text) => NOT_FOR_US[text.split(' ')[0] ?? ''] === undefined)
    expect(rest).to.deep.equal([])
  }

  it('the lab', async () => {
    await isValid(Inventory.parse(JSON.parse((await run(['scan', '--lab', '--json'])).stdout)))
  })
  it('nothing at all', () => isValid(inventoryOf([])))
  it('one endpoint of each kind', () => isValid(inventoryOf([...FLEET, ...UNUSUAL])))
  it('a hostile network', () => isValid(inventoryOf([...FLEET, ...UNUSUAL].map(hostile))))

  it('the validator detects errors', async () => {
    const text = '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"results":[{"ruleId":"y"}]}]}'
    const found = await validate(text, join(folder, 'wrong.sarif'), join(folder, 'wrong-validation.sarif'))
    expect(found.some((one) => !one.startsWith('SARIF2'))).to.equal(true)
  })
})
