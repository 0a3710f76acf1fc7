import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { McpPqcError } from '../../model/error.ts'

/** The path that stands for standard input. */
export const STANDARD_INPUT = '-'

/** A file the user named; `-` is standard input. @throws {McpPqcError} READ_FAILED */
export const readInput = async (path: string): Promise<string> => {
  try {
    return path === STANDARD_INPUT ? await text(process.stdin) : (await readFile(path)).toString('utf8')
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException
    throw new McpPqcError(
      'READ_FAILED',
      `${path} cannot be read (${code})`,
      'Check the path and its permissions.',
      { cause },
    )
  }
}
