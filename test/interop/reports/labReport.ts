import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { startLab } from '../../../src/lab/fleet.ts'
import { Inventory } from '../../../src/model/inventory.ts'
import type { Verification } from '../../../src/model/verification.ts'
import { verificationOf, verify } from '../../../src/verify/verify.ts'
import { run } from '../../cli/program.ts'
import { plan, TODAY } from '../../plan/planning.ts'
import { htmlPage } from '../../report/html/htmlPage.ts'
import { endpointAt } from '../../verify/verifying.ts'

/** Files that a browser opens; they go with the folder. */
export class PageFolder {
  readonly #folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-html-'))

  /** The URL of the file that the text was written to. */
  write(name: string, text: string): string {
    const path = join(this.#folder, name)
    writeFileSync(path, text)
    return pathToFileURL(path).href
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true })
  }
}

/** The report of a real scan of the lab, with its plan, and the verification of some of its endpoints. */
export const labReport = async (): Promise<{ inventory: Inventory; text: string }> => {
  const { stdout } = await run(['scan', '--lab', '--json'])
  const inventory = Inventory.parse(JSON.parse(stdout))
  const text = await htmlPage(inventory, {
    asOf: new Date(inventory.finishedAt),
    plan: plan(inventory.endpoints, { asOf: TODAY, mandates: ['nist-ir-8547', 'uk-ncsc'] }),
    verification: await verification(inventory),
  })
  return { inventory, text }
}

/** Endpoints of the lab that are verified, one of which fails. */
const VERIFIED = ['mail', 'calendar', 'sql']

const verification = async (inventory: Inventory): Promise<Verification> => {
  const lab = await startLab()
  try {
    const startedAt = new Date()
    const endpoints = lab.endpoints.filter(({ name }) => VERIFIED.includes(name))
    const done = await verify(
      endpoints.map(({ url }) => ({
        endpoint: endpointAt(url),
        options: {
          requirement: 'hybrid',
          timeoutMs: 5000,
          dials: 2,
          samples: 5,
          ca: [lab.ca],
          identity: lab.clientIdentity,
        },
      })),
    )
    // The lab that was scanned had other ports.
    const renamed = done.map((one, i) => {
      const scanned = inventory.endpoints.find(({ sources }) => sources[0]?.name === endpoints[i]?.name)
      return { ...one, url: scanned?.url ?? one.url }
    })
    return verificationOf(renamed, '0.1.0', startedAt)
  } finally {
    await lab.close()
  }
}
