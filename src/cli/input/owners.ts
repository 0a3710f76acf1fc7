import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { readConfigFile } from '../../discover/config/file.ts'
import type { OwnerText } from '../../model/scanRecord.ts'
import { readInput } from './readInput.ts'

const OWNER_FILE = 'mcp-pqc.yaml'

/** Bytes. A planted link may lead to a device, or to a file of any size. */
const MAX_BYTES = 4_194_304

/**
 * The owner's files: the one that the user named; or that of the user's configuration folder and, with fewer rights, the one
 * in the working directory, which may belong to a stranger’s repository. Folders above are not searched.
 *
 * @throws {McpPqcError} READ_FAILED, except for the one in the working directory
 */
export const readOwnerFiles = async (named: string | undefined, configDir: string): Promise<OwnerText[]> => {
  if (named !== undefined) return [{ path: named, text: await readInput(named), origin: 'named' }]
  const own = join(configDir, OWNER_FILE)
  const files: OwnerText[] = existsSync(own)
    ? [{ path: own, text: await readInput(own), origin: 'user' }]
    : []
  const found = readConfigFile(OWNER_FILE, MAX_BYTES)
  const isOwn = found !== undefined && 'path' in found && files.length > 0 && found.path === realpathSync(own)
  if (found && !isOwn) {
    const problem = found.problem && `the file ${found.problem.message}`
    const text = 'text' in found ? found.text : ''
    files.push({ path: OWNER_FILE, text, origin: 'working-directory', ...(problem && { problem }) })
  }
  return files
}
