import { existsSync } from 'node:fs'
import { readInput } from './readInput.ts'

/** Looked for in the working directory. */
const OWNER_FILE = 'mcp-pqc.yaml'

/** The owner's file that was named, or the one that lies in the working directory. */
export const readOwnerFile = async (
  named: string | undefined,
): Promise<{ path: string; text: string } | undefined> => {
  const path = named ?? (existsSync(OWNER_FILE) ? OWNER_FILE : undefined)
  return path === undefined ? undefined : { path, text: await readInput(path) }
}
