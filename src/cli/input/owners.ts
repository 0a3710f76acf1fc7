import { existsSync } from 'node:fs'
import { readInput } from './readInput.ts'

/** Used if it exists in the working directory. */
const OWNER_FILE = 'mcp-pqc.yaml'

/** The owner's file that the user named, or the one in the working directory. @throws {McpPqcError} READ_FAILED */
export const readOwnerFile = async (
  named: string | undefined,
): Promise<{ path: string; text: string } | undefined> => {
  const path = named ?? (existsSync(OWNER_FILE) ? OWNER_FILE : undefined)
  return path === undefined ? undefined : { path, text: await readInput(path) }
}
