import { z } from 'zod'
import { Diff } from '../src/model/diff.ts'
import { Inventory } from '../src/model/inventory.ts'
import { Plan } from '../src/model/plan.ts'
import { History, Pruned } from '../src/model/scanRecord.ts'
import { Verification } from '../src/model/verification.ts'

/** The documents that other programs may rely on, by the command that prints them with --json. */
const DOCUMENTS = {
  scan: Inventory,
  plan: Plan,
  verify: Verification,
  history: History,
  'history prune': Pruned,
  diff: Diff,
}

/** JSON Schema (draft 2020-12) of each, by its path. Keys that it does not name may appear: they are allowed. */
export const schemas = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(DOCUMENTS).map(([command, model]) => [
      `docs/schemas/${command.replace(' ', '-')}.schema.json`,
      `${JSON.stringify({ title: `mcp-pqc ${command} --json`, ...z.toJSONSchema(model, { io: 'input' }) }, undefined, 2)}\n`,
    ]),
  )
