import { once } from 'node:events'
import { chunks } from './chunks.ts'

/**
 * Prints a text that need not fit into memory: the next piece is asked for when the reader has taken those before it.
 * A reader that goes away ends the process (src/cli/main.ts).
 */
export const printPieces = async (pieces: AsyncIterable<string>): Promise<void> => {
  for await (const chunk of chunks(pieces)) {
    if (!process.stdout.write(chunk)) await once(process.stdout, 'drain')
  }
}
