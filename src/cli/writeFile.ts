import { rename, rm, writeFile } from 'node:fs/promises'
import { McpPqcError } from '../model/error.ts'

/**
 * Writes a file whole or not at all: beside it first, then renamed over it.
 *
 * @throws {McpPqcError} WRITE_FAILED
 */
export const writeFileAtomically = async (path: string, text: string): Promise<void> => {
  const partial = `${path}.${process.pid}.partial`
  try {
    await writeFile(partial, text, { flush: true })
    await rename(partial, path)
  } catch (cause) {
    await rm(partial, { force: true })
    const { code = 'unknown' } = cause as NodeJS.ErrnoException
    throw new McpPqcError(
      'WRITE_FAILED',
      `${path} cannot be written (${code})`,
      'Name a file in a folder that exists and has room.',
      { cause },
    )
  }
}
